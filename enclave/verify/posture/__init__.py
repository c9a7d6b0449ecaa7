"""What single resources must say of themselves: encryption, residency, recovery, each from a table of Azure facts."""
