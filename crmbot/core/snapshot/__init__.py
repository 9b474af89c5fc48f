"""Snapshots: how things stand for a person, a team or everybody, in blocks that each noun declares for itself."""

from crmbot.core.snapshot import deals, leads, work

__all__ = ["deals", "leads", "work"]
