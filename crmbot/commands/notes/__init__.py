"""Notes: one line about what happened, and what follows from it."""
