"""One file per ARM type: its reader, used on our graph and on other people's templates, and its writer."""
