"""The vocabulary of conversation: what is said, what is shown, what a command is. Pure."""
