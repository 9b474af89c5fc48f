"""Bringing in what others wrote down: tables and address books become records."""
