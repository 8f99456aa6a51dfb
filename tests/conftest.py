"""Tables that tests define belong to nobody's migrations."""
from core.tenancy.owners import register_package

register_package("tests", "tests")
