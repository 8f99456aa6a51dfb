"""Declares a relationship to a class that does not exist."""
from sqlalchemy.orm import relationship

from core.api import Manifest, TenantModel, belongs_to

manifest = Manifest(name="half_models", title="模型只写了一半")


class HalfModelsThing(TenantModel):
    __tablename__ = "half_models_thing"

    building = belongs_to("building")
    owner = relationship("NoSuchClass")
