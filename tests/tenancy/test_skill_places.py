"""The revision that gives skills their volunteers' places, on a site that has volunteers already."""
from __future__ import annotations

from typing import Any

from sqlalchemy import text

from core.tenancy import migrations
from core.tenancy.engines import owner_engine
from core.tenancy.session import use
from tests.people.households import add_building, add_grid
from tests.volunteers.helpers import add_skill, volunteer


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
