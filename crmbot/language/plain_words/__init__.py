"""Wishes in plain words, as the line of a command that says the same."""
