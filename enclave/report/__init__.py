"""Findings and verdicts -> what people and programs read: one file per format."""
