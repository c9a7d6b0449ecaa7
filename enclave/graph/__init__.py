"""Typed Azure resources, references between them, and the graph that they make."""
