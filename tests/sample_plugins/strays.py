"""Declares a table outside its own names."""
from core.api import Manifest, TenantModel

manifest = Manifest(name="strays", title="乱起表名")


class Neighbours(TenantModel):
    pass
