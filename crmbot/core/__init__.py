"""The CRM itself: rules and services. Knows no chat."""
