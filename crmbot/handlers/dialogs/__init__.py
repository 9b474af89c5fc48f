"""Forms and their questions: shown whole or one by one, filled with records and people, records offered to pick."""
