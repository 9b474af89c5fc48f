"""Companies and contacts, and what they share."""
