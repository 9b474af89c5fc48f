"""Calendars for other programs: secret addresses, and single events as files."""
