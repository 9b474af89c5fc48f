"""How things stand: the snapshot with its blocks, my day, and the digest that brings it."""
