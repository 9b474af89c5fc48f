"""Our own people: who they are, their teams, their rights."""
