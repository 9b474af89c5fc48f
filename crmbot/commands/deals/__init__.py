"""Deals: making and changing them, their way through pipelines, the board."""
