"""Before a message is worked: how much may come, in which order, what is not read at all."""
