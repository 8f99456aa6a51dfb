"""Everything that lets a folder in `plugins/` become a service of a community, or be left out without harm."""
