"""Keeps something about persons and offers no way to export or erase it."""
from core.api import Manifest, TenantModel, belongs_to

manifest = Manifest(name="keeps_people", title="记了人却不肯删")


class KeepsPeopleNote(TenantModel):
    person = belongs_to("person")
