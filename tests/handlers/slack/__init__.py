"""The Slack adapter. A package, because pytest would take a bare folder of this name for an old SDK."""
