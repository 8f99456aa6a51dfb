"""Applying a file is a three-way merge in one transaction."""
import pytest
from sqlalchemy import func, select

from core.communities.instance.apply import apply, create, plan_for
from core.communities.instance.faults import FileRefused
from core.communities.models import Community
from core.communities.services import all_communities, bump_version, community_by_slug, current_community, word
from core.grids.models import Building, Grid, Room
from core.kernel.actor import SYSTEM
from core.pluginsystem.lifecycle import configure
from core.pluginsystem.settings import settings_of_plugin
from core.tenancy.session import db, use

from .conftest import BUILDINGS, HEAD


@pytest.fixture
def applied(app, files):
    with app.app_context():
        apply(files.slug)
        found = community_by_slug(files.slug).id
        db.session.rollback()
        yield found


def keys(changes):
    return [change.key for change in changes]


def test_the_first_application_builds_everything(applied):
    with use(applied) as session:
        state = current_community()
        assert (state.name, state.hotline, state.plan_width) == ("试点社区", "0771-0550199", 300)
        assert word("resident") == "街坊" and word("grid") == "网格"
        assert sorted(session.scalars(select(Grid.name))) == ["一网格", "二网格"]
        assert session.scalar(select(func.count()).select_from(Room)) == 2 * 3 * 2 + 1 * 4 * 3
        assert {r.key for r in state.parts["roles"].values()} >= {"station_staff", "community_admin", "grid_worker"}
        assert state.enabled("love_savings")


def test_a_missing_plugin_is_named_and_is_no_error(app, files):
    with app.app_context():
        assert plan_for(files.slug).missing == ["plugins.not_here_yet: 还没有安装，装上以后自动开启。"]
        assert not apply(files.slug).empty


def test_the_second_application_is_empty(applied, files):
    version = community_by_slug(files.slug).version
    db.session.rollback()
    plan = apply(files.slug)
    assert plan.empty and not plan.kept
    assert community_by_slug(files.slug).version == version


def test_planning_writes_nothing(app, files):
    with app.app_context():
        assert plan_for(files.slug).new
        assert all_communities() == []


def test_a_value_changed_on_the_site_is_listed_and_kept(applied, files):
    with use(applied) as session:
        session.get(Community, applied).tagline = "网站上改的"
        session.commit()
    files.change('tagline = "一起来"', 'tagline = "文件改的"')
    files.change('name_en = "Trial"', 'name_en = "Trial Town"')
    plan = apply(files.slug)
    assert keys(plan.kept) == ["tagline"] and keys(plan.changed) == ["name_en"]
    row = community_by_slug(files.slug)
    assert (row.tagline, row.name_en) == ("网站上改的", "Trial Town")


def test_a_word_taken_out_on_the_site_does_not_come_back(applied, files):
    with use(applied) as session:
        session.get(Community, applied).words = {}
        bump_version(applied)
        session.commit()
    plan = apply(files.slug)
    assert (keys(plan.kept), plan.empty) == (["words.resident.zh"], True)
    with use(applied):
        assert word("resident") == "居民"


def test_a_value_that_only_the_file_changed_is_applied_and_one_taken_out_goes_back(applied, files):
    files.change('resident = "街坊"', 'grid = "片区"')
    files.change('phone = "0771-0550199"', "")
    plan = apply(files.slug)
    assert keys(plan.added) == ["words.grid.zh"]
    assert keys(plan.removed) == ["words.resident.zh"] and keys(plan.changed) == ["hotline.phone"]
    with use(applied):
        assert (word("resident"), word("grid"), current_community().hotline) == ("居民", "片区", "")


def test_a_plugin_switched_off_on_the_site_stays_off(applied, files):
    from core.kernel.actor import SYSTEM
    from core.pluginsystem.lifecycle import disable

    with use(applied) as session:
        disable(current_community(), "love_savings", SYSTEM)
        session.commit()
    assert keys(apply(files.slug).kept) == ["plugins.love_savings"]
    with use(applied):
        assert not current_community().enabled("love_savings")


def test_a_plugin_taken_out_of_the_file_is_switched_off(applied, files):
    files.change("love_savings = {}", "")
    assert keys(apply(files.slug).removed) == ["plugins.love_savings"]
    with use(applied):
        assert not current_community().enabled("love_savings")


@pytest.fixture
def setting(applied):
    """`setting("offer_size")` of love savings as it is in force."""

    def read(key):
        with use(applied):
            return settings_of_plugin("love_savings")[key]

    return read


def test_the_first_application_stores_the_settings_of_the_file(app, files):
    files.change("love_savings = {}", 'love_savings = { offer_size = 5, payer = "station" }')
    with app.app_context():
        apply(files.slug)
        found = community_by_slug(files.slug).id
        db.session.rollback()
        with use(found):
            rules = settings_of_plugin("love_savings")
            assert (rules.offer_size, rules.payer, rules.offer_minutes) == (5, "station", 30)
        plan = plan_for(files.slug)
        assert plan.empty and not plan.kept


def test_a_setting_that_only_the_file_changed_is_applied_and_one_taken_out_goes_back(applied, files, setting):
    files.change("love_savings = {}", "love_savings = { offer_size = 5 }")
    plan = apply(files.slug)
    assert (keys(plan.changed), keys(plan.kept)) == (["plugins.love_savings.offer_size"], [])
    assert setting("offer_size") == 5
    files.change("love_savings = { offer_size = 5 }", "love_savings = {}")
    assert keys(apply(files.slug).removed) == ["plugins.love_savings.offer_size"]
    assert setting("offer_size") == 3


def test_a_setting_changed_on_the_site_is_listed_and_kept(applied, files, setting):
    with use(applied) as session:
        configure(current_community(), "love_savings", {"offer_size": 4}, SYSTEM)
        session.commit()
    files.change("love_savings = {}", "love_savings = { offer_size = 5 }")
    assert keys(apply(files.slug).kept) == ["plugins.love_savings.offer_size"]
    assert setting("offer_size") == 4


def test_a_wrong_setting_is_refused_with_what_is_allowed(applied, files):
    files.change("love_savings = {}", 'love_savings = { offer_size = 99, payer = "gold" }')
    with pytest.raises(FileRefused) as caught:
        apply(files.slug)
    named = "instances/trial_town/community.toml：plugins.love_savings"
    assert caught.value.faults == [
        f"{named}.offer_size：不能是 99。允许：请填 1 到 10 之间的整数。",
        f"{named}.payer：不能是 gold。允许：station、card、card_then_station。",
    ]


def test_a_setting_of_another_kind_is_refused_and_not_read_generously(applied, files):
    files.change("love_savings = {}", 'love_savings = { offer_size = "5", next_wave_by_itself = "no" }')
    with pytest.raises(FileRefused) as caught:
        apply(files.slug)
    named = "instances/trial_town/community.toml：plugins.love_savings"
    assert caught.value.faults == [
        f"{named}.offer_size：不能是 '5'。允许：整数，不加引号。",
        f"{named}.next_wave_by_itself：不能是 'no'。允许：true、false。",
    ]


def test_settings_of_an_installed_plugin_are_checked_by_name(applied, files):
    files.change("love_savings = {}", "love_savings = { colour = 1 }")
    with pytest.raises(FileRefused, match=r"community.toml：plugins.love_savings.colour：没有这个键。允许：") as caught:
        apply(files.slug)
    assert len(caught.value.faults) == 1


def test_an_unknown_permission_is_refused_and_one_of_a_missing_plugin_waits(applied, files):
    files.change('"people.view"]', '"people.shout"]')
    with pytest.raises(FileRefused, match=r"roles.station_staff.permissions：没有权限 people.shout。允许：people.view"):
        apply(files.slug)
    files.change('"people.shout"]', '"not_here_yet.review"]')
    assert "roles.station_staff.permissions.not_here_yet.review 要等插件装上" in apply(files.slug).missing


def test_a_building_that_the_file_no_longer_names_stays(applied, files):
    files.write(files.toml.read_text("utf-8"), HEAD + BUILDINGS.splitlines()[1] + "\n")
    assert apply(files.slug).empty
    with use(applied) as session:
        assert session.scalar(select(func.count()).select_from(Building)) == 2


def test_more_floors_make_more_rooms(applied, files):
    files.write(files.toml.read_text("utf-8"), BUILDINGS.replace("1,1栋,01,,2,3", "1,1栋,02,,2,5"))
    assert keys(apply(files.slug).changed) == ["buildings.1.floors", "buildings.1.grid"]
    with use(applied) as session:
        assert session.scalar(select(func.count()).select_from(Room)) == 2 * 5 * 2 + 1 * 4 * 3


def test_nothing_is_half_applied_when_a_later_part_fails(app, files, monkeypatch):
    from core.pluginsystem.instance import PluginsPart

    def fail(*args):
        raise RuntimeError("disk full")

    monkeypatch.setattr(PluginsPart, "write", fail)
    with app.app_context():
        with pytest.raises(RuntimeError):
            apply(files.slug)
        db.session.rollback()
        assert all_communities() == []


def test_another_community_is_untouched(app, files, community):
    with app.app_context():
        before = community_by_slug(community.slug).version
        db.session.rollback()
        apply(files.slug)
        assert community_by_slug(community.slug).version == before
        db.session.rollback()
        with use(community.id) as session:
            assert session.scalar(select(func.count()).select_from(Grid)) == 0


def test_a_community_made_without_a_file_takes_the_file_over(app, files):
    with app.app_context():
        made = create(files.slug, "起步社区")
        with use(made) as session:
            session.get(Community, made).address = "改过的地址"
            session.commit()
        files.change('tagline = "一起来"', 'address = "文件地址"')
        plan = apply(files.slug)
        assert keys(plan.kept) == ["address", "name"]
        with pytest.raises(FileRefused):
            create(files.slug, "又一个")
