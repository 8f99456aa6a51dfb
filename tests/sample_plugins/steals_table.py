"""Declares a table that core has."""
from core.api import Manifest, TenantModel

manifest = Manifest(name="steals_table", title="占用核心的表")


class Person(TenantModel):
    __tablename__ = "person"
