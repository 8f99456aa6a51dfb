"""The bundled services; each folder is one plugin and imports `core.api` alone."""
