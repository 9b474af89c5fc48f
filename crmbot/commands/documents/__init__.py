"""Documents: files that were sent to us, and sending them back."""
