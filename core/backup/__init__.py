"""One community in one signed file: written from a running site, and put back into one, whatever the others do meanwhile."""
