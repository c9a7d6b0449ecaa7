"""Events, the hash-chained log of them, its verification, and KQL over it."""
