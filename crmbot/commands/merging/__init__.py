"""Records that are there twice: finding them, and making one of them."""
