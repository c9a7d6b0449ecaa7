"""Prices, token counts, budgets and reservations: a ceiling that cannot be overspent, in integer nano-dollars."""
