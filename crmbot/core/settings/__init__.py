"""Settings of the organisation: its lists, its options, who it is, and what was changed of them."""
