"""How the databases go about what commands ask of them."""
