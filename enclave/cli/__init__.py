"""The command line: one file per command. Exit 0 good, 1 the answer is no, 2 bad input, 3 could not run."""
