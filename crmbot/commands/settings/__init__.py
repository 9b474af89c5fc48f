"""Settings in chat: the organisation, its options, its lists."""
