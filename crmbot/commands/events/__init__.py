"""Events and calendars, in chat."""
