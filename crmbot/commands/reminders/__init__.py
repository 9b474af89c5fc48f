"""Reminders: when they come, what is put off, who hears of it, and the hours in which nobody does."""
