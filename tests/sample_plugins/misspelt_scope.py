"""Says by a column that its model does not have which rows a grant over a building reaches."""
from core.api import Manifest, TenantModel, belongs_to

manifest = Manifest(name="misspelt_scope", title="写错的范围")


class Door(TenantModel):
    """A door."""

    __tablename__ = "misspelt_scope_door"
    __scope__ = {"building": "room.bulding_id"}

    room = belongs_to("room")
