"""The doors to the chat platforms."""
