"""Erasing for good: a record with all that hangs on it, and a person of ours; nothing of it can be undone."""
