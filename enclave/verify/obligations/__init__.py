"""One file for each obligation: the property, its protocol, and the check of its subjects."""
