"""The four people who can sign in, found among the residents, and the demo's one password."""
from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import or_, select

from core.accounts.models import Account, RoleGrant
from core.accounts.passwords import hash_password
from core.accounts.roles import role_row
from core.communities.models import Community
from core.config import Settings, settings_of
from core.demo.numbers import SIGN_INS
from core.demo.town import Home, Resident, Town
from core.demo.volunteers import grant
from core.kernel.bulk import Step, bulk_insert, bulk_row
from core.people.models import Person
from core.platform.models import Operator
from core.tenancy.session import db, use

OPERATOR = "operator"


@dataclass
class Stars:
    """Admin, grid worker, volunteer and resident of the demo; all live in the community."""

    admin: Resident
    worker: Resident
    volunteer: Resident
    resident: Resident

    @property
    def in_order(self) -> list[Resident]:
        """As their phones are numbered."""
        return [self.admin, self.worker, self.volunteer, self.resident]


def choose_stars(town: Town, grids: list[Any]) -> Stars:
    """An elder who lives alone in the first grid, a neighbour of the same building who helps, a worker, an admin."""
    first = [home for home in town.homes if home.building.grid_id == grids[0].id]
    alone = min((h for h in first if 66 <= h.oldest), key=lambda h: (len(h.people), abs(h.oldest - 76)))
    resident = max(alone.people, key=lambda p: p.age)
    volunteer = _pick(town, [h for h in first if h.building.id == alone.building.id and h is not alone], 45, 66)
    worker = _pick(town, [h for h in first if volunteer not in h.people and h is not alone], 27, 45)
    admin = _pick(town, [h for h in town.homes if h not in first], 35, 52)
    stars = Stars(admin, worker, volunteer, resident)
    for person, phone in zip(stars.in_order, SIGN_INS, strict=True):
        person.phone = phone
    return stars


def write_signins(town: Town, stars: Stars, step: Step) -> None:
    """Their accounts, all with the demo's password, and the admin's role."""
    hashed = hash_password(demo_password())
    bulk_insert(Account, (_account(p, phone, hashed) for p, phone in zip(stars.in_order, SIGN_INS, strict=True)), step)
    bulk_insert(RoleGrant, [grant(stars.admin, role_row("community_admin").id, "community", 0, town.today)], step)


def people() -> dict[str, Person]:
    """Those of the community's four who are still there, by the names that they are printed with."""
    asked = [select(Person).where(Person.phone.matches(phone)).limit(1) for phone in SIGN_INS]
    found = zip(("admin", "grid", "volunteer", "resident"), map(db.session.scalar, asked), strict=True)
    return {name: person for name, person in found if person is not None}


def demo_password() -> str:
    """The one password of the demo: LINLI_DEMO_PASSWORD or a random one, kept in the data folder (mode 0600)."""
    path = password_file()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(_settings().demo_password or secrets.token_urlsafe(12))
    except FileExistsError:
        pass
    return path.read_text().strip()


def password_file() -> Path:
    """Where the demo's password is kept."""
    return _settings().data_dir / "demo_password"


def renew_password() -> bool:
    """Give the demo's accounts another password if LINLI_DEMO_PASSWORD asks for one; True when it was changed."""
    wanted = _settings().demo_password
    if not wanted or not password_file().exists() or wanted == demo_password():
        return False
    hashed = hash_password(wanted)
    loaded = select(Community.id).where(Community.demo_loaded_at.is_not(None))
    for community_id in list(db.session.scalars(loaded)):
        with use(community_id) as session:
            for account in session.scalars(select(Account).where(or_(*map(Account.phone.matches, SIGN_INS)))):
                account.password_hash = hashed
            session.commit()
    for operator in db.session.scalars(select(Operator).where(Operator.login == OPERATOR)):
        operator.password_hash = hashed
    db.session.commit()
    password_file().write_text(wanted)
    return True


def make_operator() -> None:
    """One operator with the demo's password, unless there is one."""
    if db.session.scalar(select(Operator.id).where(Operator.login == OPERATOR)) is None:
        # Straight into the table: the demo's password may be one that is too short for real staff.
        db.session.add(Operator(login=OPERATOR, name="平台运维", password_hash=hash_password(demo_password())))
        db.session.commit()


def _settings() -> Settings:
    return settings_of(current_app)


def _account(person: Resident, phone: str, hashed: str) -> dict[str, Any]:
    made = bulk_row(person_id=person.id, password_hash=hashed, active=True, last_sign_in_at=None)
    return made | Account.phone.columns(made["id"], phone, made["community_id"])


def _pick(town: Town, homes: list[Home], low: int, high: int) -> Resident:
    """Somebody of that age; where nobody is, whoever comes nearest."""
    people = [p for home in homes for p in home.people if p.age >= 20]
    fitting = [p for p in people if low <= p.age <= high]
    return town.rng.choice(fitting) if fitting else min(people, key=lambda p: abs(p.age - (low + high) // 2))
