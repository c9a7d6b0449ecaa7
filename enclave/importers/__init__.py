"""Other people's templates, and our own, as graphs: one file per source. What cannot be evaluated stays `Unresolved`."""
