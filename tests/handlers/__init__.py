"""The doors: chat platforms, each against its double."""
