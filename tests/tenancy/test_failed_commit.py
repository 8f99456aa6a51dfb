"""A COMMIT that fails ends its transaction: nothing of it waits in the pool for the next request."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, select

from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.tenancy.engines import app_engine, owner_engine
from core.tenancy.session import use


def write(app: Any, community: Any, text: str) -> None:
    with app.app_context(), use(community.id) as session:
        audit.write("x.y", text, actor=SYSTEM)
        session.commit()


def test_after_a_failed_commit_others_write_and_nothing_of_it_is_kept(app: Any, community: Any) -> None:
    def fail(connection: Any) -> None:
        raise OSError("no room for the journal")

    event.listen(app_engine(app), "commit", fail)
    try:
        with pytest.raises(OSError, match="no room"):
            write(app, community, "没有写成")
    finally:
        event.remove(app_engine(app), "commit", fail)
    with owner_engine(app).begin() as elsewhere:  # would wait for a lock that the pool still held
        elsewhere.exec_driver_sql("UPDATE community SET name = '写成了'")
    write(app, community, "写成了")
    with app.app_context(), use(community.id) as session:
        assert session.scalars(select(audit.AuditEntry.text)).all() == ["写成了"]
