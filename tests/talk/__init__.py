"""The surfaces people talk on, each with the real house behind it."""
