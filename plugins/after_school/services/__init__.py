"""What the classes do, apart from the pages."""
