"""Fields of people's own: setting them up, and having them in every form."""
