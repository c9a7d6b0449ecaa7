"""One file for each rule about single resources."""
