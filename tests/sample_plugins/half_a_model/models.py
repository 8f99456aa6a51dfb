"""A whole model, then half of one."""
from core.api import TenantModel, belongs_to


class HalfAModelBox(TenantModel):
    pass


class HalfAModelLid(TenantModel):
    box = belongs_to("half_a_model_chest")
