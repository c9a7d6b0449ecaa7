"""Identifiers that states give to persons and companies: a table for each part of the world, one row for each identifier."""
