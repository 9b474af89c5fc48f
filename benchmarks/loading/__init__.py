"""What it takes to load real processes over the wire: people, platforms, connections, and an eye on the processes."""
