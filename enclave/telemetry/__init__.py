"""Metrics and traces in the field's standard names; where they go; and what an alert is. Nothing here knows the gateway."""
