"""What an older file brings back to life: people who were erased since, accounts that were closed, roles that were taken back."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from core.accounts.models import Account, RoleGrant
from core.accounts.roles import in_force
from core.people.models import Person
from core.texts import gettext as _
from core.texts import lazy_gettext as _l

Alive = Mapping[str, Mapping[int, int]]  # of each kind, whom a row is about by its id
MOST_NAMED = 20
# Core's tables, as the owner reads them: no session, which would need a community in force.
_people, _accounts, _grants = (model.__table__ for model in (Person, Account, RoleGrant))
_KINDS: dict[str, tuple[Any, Callable[[date], Select[Any]]]] = {
    "people": (
        _l("备份以后注销的 %(count)d 位居民又回来了，请马上再办一次注销：%(pages)s"),
        lambda day: select(_people.c.id, _people.c.id.label("whom")).where(_people.c.erased_on.is_(None)),
    ),
    "accounts": (
        _l("备份以后停用的 %(count)d 个账号又能登录了，请核对：%(pages)s"),
        lambda day: select(_accounts.c.id, _accounts.c.person_id.label("whom")).where(
            _accounts.c.active, _accounts.c.password_hash.is_not(None)
        ),
    ),
    "roles": (
        _l("备份以后收回的 %(count)d 项角色又有效了，请核对：%(pages)s"),
        lambda day: select(_grants.c.id, _grants.c.person_id.label("whom")).where(in_force(day)),
    ),
}


def alive(connection: Connection, community_id: int, day: date) -> Alive:
    """Whoever is kept, can sign in, or holds a role on that day; three statements."""
    return {kind: _rows(connection, asked(day), community_id) for kind, (_said, asked) in _KINDS.items()}


def _rows(connection: Connection, query: Select[Any], community_id: int) -> dict[int, int]:
    table: Table = query.selected_columns[0].table  # type: ignore[attr-defined]  # a column of one of our tables
    return {row.id: row.whom for row in connection.execute(query.where(table.c.community_id == community_id))}


def sentences(before: Alive, after: Alive) -> list[str]:
    """What lives after the restoring and did not before it, for who has to put that right."""
    found = []
    for kind, (said, _asked) in _KINDS.items():
        back = {after[kind][row_id] for row_id in after[kind].keys() - before[kind].keys()}
        if back:
            pages = "、".join(f"/desk/people/{person_id}" for person_id in sorted(back)[:MOST_NAMED])
            found.append(str(said) % {"count": len(back), "pages": pages + (_("……") if len(back) > MOST_NAMED else "")})
    return found
