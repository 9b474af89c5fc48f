"""One message worked from end to end: who speaks, what is wanted, what is done, what is shown."""
