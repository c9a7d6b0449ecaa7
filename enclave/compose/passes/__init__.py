"""One file per step from a region to its resources."""
