"""What every page shares: layouts, macros, icons, languages, headers and the vendored front-end files."""
