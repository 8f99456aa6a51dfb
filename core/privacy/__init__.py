"""A person's rights over what is kept about them: a copy of everything, and its erasure (PIPL, articles 45 and 47)."""
