"""Strict, stateful stand-ins for the chat platforms."""
