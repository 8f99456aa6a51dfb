"""What the desk's pages read, each page in a fixed number of statements."""
