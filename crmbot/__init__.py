"""A CRM that people use by talking to it: in a terminal, in Slack and in Telegram."""

__version__ = "0.1.0"
