"""Channels: what they are told of, what they are about, and who follows what."""
