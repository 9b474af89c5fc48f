"""What those who run the house look at: whether it lives, whether it can work, and its figures."""
