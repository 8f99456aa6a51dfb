"""What the wish station does, one module for each matter."""
