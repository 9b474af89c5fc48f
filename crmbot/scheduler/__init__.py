"""The door of time: fires what is due and delivers what is to be told."""
