"""A community's starting values as a folder of files: read, checked, compared with what runs, and applied whole."""
