"""Tables, migrations, search, and the one place that commits."""
