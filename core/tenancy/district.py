"""The one door to rows of all communities at once: read-only, by name, and each opening is written down."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import BigInteger, Connection, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.config import this_app
from core.tenancy import district_view
from core.tenancy.engines import app_engine, district_engine
from core.tenancy.ids import new_id
from core.tenancy.model import GlobalModel
from core.tenancy.nodes import ensure_node


class DistrictVisit(GlobalModel):
    """Who read across communities, when, and for what."""

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, insert_default=new_id)
    at: Mapped[datetime]
    visitor: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(String(200))


@contextmanager
def district(purpose: str, visitor: str) -> Iterator[Connection]:
    """A connection that reads the rows of every community, as far as figures need (`district_view`), and writes none.

    `with district("年度总结", "区管理员") as connection:`; use Core selects with an explicit community_id in the answer.
    The visit is stored first, in a transaction of its own, so call this outside of a transaction that has written.
    Raises ValueError without a purpose or visitor, ConfigError where no district role is configured.
    """
    if not purpose.strip() or not visitor.strip():
        raise ValueError("reading across communities needs a purpose and a visitor")
    app = this_app()
    engine = district_engine(app)
    ensure_node(app_engine(app))
    with app_engine(app).begin() as own:
        own.execute(insert(DistrictVisit).values(id=new_id(), at=now(), visitor=visitor, purpose=purpose))
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            district_view.guard(connection)
        yield connection
