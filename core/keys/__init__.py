"""`flask keys`: exchanges the keys of the encrypted fields while the site runs."""
