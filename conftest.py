"""Gives every test, of core and of plugins, the fixtures that plugin authors get too."""
pytest_plugins = ["core.testing"]
