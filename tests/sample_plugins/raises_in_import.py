"""Fails while it is imported, after it has left a table, a job and a workflow's worth of traces."""
from core.api import Manifest, TenantModel, handles

manifest = Manifest(name="raises_in_import", title="一导入就出错")


class RaisesInImportThing(TenantModel):
    pass


@handles("raises_in_import.work")
def work(payload):
    return None


raise RuntimeError("the disk is full of cats")
