"""A worker of one grid, two buildings in different grids, and somebody living in each."""
from __future__ import annotations

from types import SimpleNamespace

import pytest

from core.accounts.roles import grant_role
from core.kernel.actor import SYSTEM
from core.tenancy.session import db, use
from core.testing_accounts import make_account, make_person, sign_in
from tests.people.households import add_building, add_grid, household_in, resident


@pytest.fixture
def place(app, community):
    """Ids of two houses in two grids, a resident in each, and a grid worker of the first grid."""
    with app.app_context(), use(community.id):
        mine, theirs = add_grid("01"), add_grid("02")
        near, far = add_building(3, mine), add_building(7, theirs)
        home = household_in(near, "201")
        granny = resident("王秀兰", home, phone="13900001234")
        stranger = resident("赵远山", household_in(far, "301"), phone="13900005678")
        worker = make_person("张晓梅", near)
        grant_role(worker, "grid_worker", "grids", [mine.id], actor=SYSTEM)
        phone = make_account(worker)
        db.session.commit()
        return SimpleNamespace(
            near=near.id, far=far.id, room=home.room_id, granny=granny.id, stranger=stranger.id, phone=phone
        )


@pytest.fixture
def worker(client, place):
    """The worker's signed-in browser."""
    assert sign_in(client, place.phone).status_code == 302
    return client


@pytest.fixture
def admin(app, community, client_in, place):
    """An admin's signed-in browser."""
    with app.app_context(), use(community.id):
        phone = make_account(make_person("梁管理"), "community_admin")
    browser = client_in(community)
    assert sign_in(browser, phone).status_code == 302
    return browser
