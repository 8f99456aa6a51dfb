"""The tenant: name, address, words, look, and the instance files that start a community."""
