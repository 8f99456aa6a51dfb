"""The registry's figures about grids and buildings."""
from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from core.grids.models import Building, Grid
from core.kernel.facts import Fact
from core.tenancy.session import db
from core.texts import lazy_gettext as _l


def _rows(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# Houses have no dates here: every year has those that stand now.
FACTS = (
    Fact("buildings", _l("居民住宅楼"), _l("栋"), "thing", lambda year: _rows(Building)),
    Fact("grids", _l("网格"), _l("个"), "thing", lambda year: _rows(Grid)),
)
