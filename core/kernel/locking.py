"""Lock a row and read it anew: what a service then judges still holds when it writes."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.errors import Missing
from core.tenancy.session import db
from core.texts import gettext as _


def lock_id(model: Any, row_id: int | None) -> None:
    """Lock a row that nobody needs to read, until the transaction ends; nothing happens where it is gone."""
    db.session.execute(select(model.id).where(model.id == row_id).with_for_update())


def locked(row: Any) -> Any:
    """The row, locked until the transaction ends and read anew; raises Missing when it is gone."""
    model = type(row)
    query = select(model).where(model.id == row.id).with_for_update(of=model)
    found = db.session.scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise Missing(_("没有找到这一项，可能已被删除。请返回列表查看。"))
    return found
