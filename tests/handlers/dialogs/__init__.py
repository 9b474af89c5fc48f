"""Forms, and the records that fill them."""
