"""The alert rules for those who evaluate them elsewhere: a printer for each."""
