"""Tasks: what is to be done, and telling those it concerns."""
