"""Places of the instance file: planned, applied once, kept where the site changed them, refused with what is allowed."""
from __future__ import annotations

import pytest
from sqlalchemy import select

from core.communities.instance.apply import apply, plan_for
from core.communities.instance.faults import FileRefused
from core.communities.instance.reader import all_slugs, read_instance
from core.communities.services import community_by_slug
from core.kernel.actor import SYSTEM
from core.places.models import Place
from core.places.register import save_place
from core.places.services import places
from core.tenancy.session import db, use

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
PLACES = """
[places]
music = { name = "音乐教室", kind = "room", capacity = 20, setup_minutes = 10, cleanup_minutes = 5 }
garden = { name = "中心花园", kind = "garden" }
"""


@pytest.fixture
def applied(app, files):
    files.change("[roles.station_staff]", PLACES + "[roles.station_staff]")
    with app.app_context():
        apply(files.slug)
        found = community_by_slug(files.slug).id
        db.session.rollback()
        yield found


def values(place):
    return (place.code, place.name, place.kind, place.capacity, place.setup_minutes, place.cleanup_minutes, place.position)


def test_places_are_made_in_the_order_of_the_file(applied):
    with use(applied):
        assert [values(place) for place in places()] == [
            ("music", "音乐教室", "room", 20, 10, 5, 10),
            ("garden", "中心花园", "garden", 0, 0, 0, 20),
        ]


def test_the_second_application_is_empty(applied, files):
    plan = apply(files.slug)
    assert plan.empty and not plan.kept


def test_a_changed_value_is_planned_and_applied_and_one_changed_on_the_site_is_kept(applied, files):
    with use(applied) as session:
        save_place(session.scalar(select(Place).where(Place.code == "garden")), SYSTEM, capacity=50)
        session.commit()
    files.change("capacity = 20", "capacity = 24")
    files.change('kind = "garden" }', 'kind = "garden", capacity = 80 }')
    plan = plan_for(files.slug)
    assert [change.key for change in plan.changed] == ["places.music.capacity"]
    assert [change.key for change in plan.kept] == ["places.garden.capacity"]
    apply(files.slug)
    with use(applied):
        assert [place.capacity for place in places()] == [24, 50]


def test_a_place_that_the_file_no_longer_names_stays(applied, files):
    files.change('garden = { name = "中心花园", kind = "garden" }', "")
    assert apply(files.slug).empty
    with use(applied):
        assert len(places()) == 2


def test_a_place_of_the_same_name_that_the_site_added_is_taken_up(applied, files):
    with use(applied) as session:
        added = save_place(None, SYSTEM, name="书法室", capacity=3).id
        session.commit()
    files.change("garden =", 'calligraphy = { name = "书法室", kind = "room", capacity = 24 }\ngarden =')
    apply(files.slug)
    with use(applied) as session:
        assert [(p.id, p.capacity) for p in session.scalars(select(Place).where(Place.code == "calligraphy"))] == [(added, 24)]
    assert apply(files.slug).empty


def test_a_name_that_another_place_has_is_refused_and_nothing_is_changed(applied, files):
    with use(applied) as session:
        save_place(None, SYSTEM, name="书法室")
        session.commit()
    files.change('name = "音乐教室"', 'name = "书法室"')
    with pytest.raises(FileRefused) as caught:
        apply(files.slug)
    assert caught.value.faults == [
        "instances/trial_town/community.toml：places.music.name：“书法室”已经是别的场地。允许：社区里还没有用过的名称。"
    ]
    with use(applied):
        assert sorted(place.name for place in places()) == ["中心花园", "书法室", "音乐教室"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("capacity = 20", "capacity = -1", "places.music.capacity：不能是 -1。允许：整数，0 到 9999 人（0 表示不限）。"),
        ('kind = "garden"', 'kind = "pool"', "places.garden.kind：不能是 “pool”。允许：room（房间）、"),
        ("setup_minutes = 10", "setup_minutes = 241", "places.music.setup_minutes：不能是 241。允许：整数，0 到 240 分钟。"),
        ("capacity = 20", "size = 20", "places.music.size：没有这个键。允许：name、kind、capacity、setup_minutes、cleanup_minutes。"),
        ('name = "中心花园"', 'name = "音乐教室"', "places：名称重复：音乐教室。"),
    ],
)
def test_a_wrong_place_is_refused_with_what_is_allowed(applied, files, old, new, sentence):
    files.change(old, new)
    with pytest.raises(FileRefused) as caught:
        apply(files.slug)
    assert len(caught.value.faults) == 1
    assert caught.value.faults[0].startswith("instances/trial_town/community.toml：" + sentence)


def test_the_four_communities_have_their_places(app):
    with app.app_context():
        named = {slug: [place.name for place in read_instance(slug).file.places.values()] for slug in all_slugs()}
    assert {"音乐教室", "图书室", "多功能厅", "大家乐舞台", "健身广场"} < set(named["xinzhu"]) and len(named["xinzhu"]) == 13
    assert all(2 <= len(names) <= 4 for slug, names in named.items() if slug != "xinzhu")
