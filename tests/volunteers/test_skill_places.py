"""A volunteer's skills know where the volunteer starts from, wherever that is by now."""
from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text

from core.tenancy import migrations
from core.tenancy.engines import owner_engine
from core.tenancy.session import db, use
from core.volunteers.services import Need, suggest
from tests.people.households import add_building, add_grid
from tests.volunteers.helpers import add_skill, local, volunteer

DAY = date(2024, 5, 15)


def test_who_moves_is_found_from_the_new_place(inside: Any) -> None:
    skill = add_skill("repair", "家电维修")
    near = volunteer("覃大山", add_building(3, add_grid("001"), x=60, y=80), {skill.id: None})
    mover = volunteer("陆小河", add_building(9, add_grid("002"), x=400, y=500), {skill.id: None})
    need = Need(skill.id, local(DAY, 9), local(DAY, 10, 30), x=0, y=0)
    assert [(s.volunteer_id, s.metres) for s in suggest(need)] == [(near.id, 100), (mover.id, 640)]
    mover.base_x, mover.base_y = 3, 4
    db.session.flush()
    assert [(s.volunteer_id, s.metres) for s in suggest(need)] == [(mover.id, 5), (near.id, 100)]


def test_skills_of_before_get_the_place_of_their_volunteer(app: Any, community: Any) -> None:
    with app.app_context(), use(community.id) as session:
        home = add_building(3, add_grid("001"), x=70, y=80)
        volunteer("覃大山", home, {add_skill("repair", "家电维修").id: None})
        session.commit()
    migrations.downgrade(app, "core", "0007")
    migrations.upgrade(app, "core")
    with owner_engine(app).connect() as connection:
        places = connection.execute(text("SELECT base_x, base_y FROM volunteer_skill")).all()
    assert [tuple(place) for place in places] == [(70, 80)]
    assert migrations.differences(app, "core") == []
