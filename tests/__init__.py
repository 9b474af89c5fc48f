"""The tests: they mirror crmbot."""
