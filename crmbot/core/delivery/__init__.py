"""Facts on their way to chats: where to, how fast, again, and given up."""
