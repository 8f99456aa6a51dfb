"""People, roles and sign-ins for tests: `make_person`, `make_account`, `make_role`, `sign_in`, `sign_in_as`."""
from __future__ import annotations

import re
from typing import Any

from core.accounts.account_rows import create_account
from core.accounts.models import Role
from core.accounts.passwords import hash_password
from core.accounts.roles import grant_role
from core.communities.services import bump_version, community_today
from core.grids.models import Building, Grid, Room
from core.kernel.actor import SYSTEM
from core.people.models import Household, Person, Residence
from core.people.names import spelled
from core.tenancy.current import current_id
from core.tenancy.session import db

PASSWORD = "清风明月2024夜"
_hash: str | None = None
_numbers = iter(range(10_000_000, 99_999_999))


def next_phone() -> str:
    """A mobile number that no other call returned in this process."""
    return f"138{next(_numbers)}"


def make_building(number: int = 1, grid: Grid | None = None) -> Building:
    """A building, in a grid of its own unless one is given; flushed."""
    if grid is None:
        grid = Grid(name=f"第{number}网格", code=f"G{number:02}")
        db.session.add(grid)
        db.session.flush()
    building = Building(grid_id=grid.id, name=f"{number}栋", number=number)
    db.session.add(building)
    db.session.flush()
    return building


def make_person(name: str = "测试居民", building: Building | None = None, **values: Any) -> Person:
    """A person; with a building one who lives there, in a room and household of their own. Flushed."""
    pinyin, initials = spelled(name)
    person = Person(name=name, pinyin=pinyin, initials=initials, **values)
    db.session.add(person)
    if building is not None:
        _settle(person, building)
    db.session.flush()
    return person


def _settle(person: Person, building: Building) -> None:
    room = Room(building_id=building.id, floor=1, number=f"{person.id % 10**9}")
    db.session.add(room)
    db.session.flush()
    household = Household(room_id=room.id, number=f"H{person.id}")
    db.session.add(household)
    db.session.flush()
    person.building_id, person.room_id, person.household_id = building.id, room.id, household.id
    db.session.add(Residence(person_id=person.id, household_id=household.id, moved_in_on=community_today()))


def make_account(person: Person, *roles: Any, password: str = PASSWORD, phone: str | None = None) -> str:
    """An account for a person, committed; returns the phone to sign in with.

    A role is a key (over the whole community) or a tuple: `("grid_worker", "grids", [grid.id])`.
    """
    global _hash
    if password == PASSWORD:
        _hash = stored = _hash or hash_password(password)
    else:
        stored = hash_password(password)
    phone = phone or next_phone()
    for role in roles:  # first, because a password from before does not open an account of staff
        key, scope, ids = (role, "community", ()) if isinstance(role, str) else role
        grant_role(person, key, scope, ids, actor=SYSTEM)
    create_account(person, phone, stored)
    db.session.commit()
    return phone


def make_role(key: str, title: str) -> None:
    """A role of the community's own, without any permission yet, as its file may make one; flushed."""
    db.session.add(Role(key=key, title=title))
    bump_version(current_id())
    db.session.flush()


def csrf_of(client: Any, path: str = "/login") -> str:
    """The CSRF token of a page with a form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).get_data(as_text=True))
    if found is None:
        raise AssertionError(f"{path} shows no form with a CSRF token")
    return found[1]


def sign_in(client: Any, phone: str, password: str = PASSWORD, **fields: Any) -> Any:
    """Sign a browser in through the page; the response (a redirect when it worked)."""
    data = {"phone": phone, "password": password, "csrf_token": csrf_of(client), **fields}
    return client.post("/login", data=data)


def sign_in_as(app: Any, client: Any, community: Any, *roles: Any, name: str = "测试用户", **values: Any) -> int:
    """Make a person with an account and these roles, sign the browser in, and return the person's id.

    Call it outside any app context, or inside `use(community.id)`.
    """
    from core.tenancy.session import use

    with app.app_context(), use(community.id):
        person = make_person(name, **values)
        person_id, phone = person.id, make_account(person, *roles)
    response = sign_in(client, phone)
    if response.status_code != 302:
        raise AssertionError(f"sign-in answered {response.status_code}")
    return person_id
