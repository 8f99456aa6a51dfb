"""Every hook: a real plugin uses it, the guide names it, and here a sample plugin joins in by it where it should."""
from __future__ import annotations

import html
import re
from pathlib import Path
from random import Random

import pytest

from core.accounts.decorators import access_of
from core.communities.state import current_community
from core.desk.services.plan import plan_of
from core.errors import Refused
from core.events import PluginSwitched, publish
from core.kernel.actor import SYSTEM
from core.kernel.jobs import run_due
from core.kernel.jobs.queue import plant
from core.people.models import Person
from core.pluginsystem import dispatch, hookspecs, lifecycle
from core.pluginsystem.registry import plugins_of
from core.tenancy.engines import app_engine
from core.tenancy.model import mapper_of
from core.tenancy.session import db, use
from core.testing_accounts import make_building, make_person, sign_in_as

ROOT = Path(__file__).parents[2]
HOOKS = [name for name, value in vars(hookspecs).items() if hasattr(value, "linli_spec")]
NAME = "joins_everywhere"


def implements(plugin, hook):
    return hasattr(getattr(plugin.hooks, hook, None), "linli_impl")


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_every_hook_has_a_plugin_that_needs_it(app):
    real = plugins_of(app).loaded()
    assert [hook for hook in HOOKS if not any(implements(plugin, hook) for plugin in real)] == []


def test_every_hook_has_a_test_of_its_own_here():
    assert [hook for hook in HOOKS if f"test_hook_{hook}" not in globals()] == []


def test_every_hook_is_documented():
    documents = [ROOT / "plugins/README.md", *(ROOT / "docs/plugins").rglob("*.md")]
    text = "\n".join(document.read_text(encoding="utf-8") for document in documents)
    assert [hook for hook in HOOKS if f"`{hook}`" not in text and f"# {hook}\n" not in text] == []


@pytest.fixture
def plugin(samples, switched):
    """The sample that implements every hook, switched on."""
    found = plugins_of(samples).by_name[NAME]
    assert [hook for hook in HOOKS if not implements(found, hook)] == []
    found.module.heard.clear()
    switched(NAME)
    return found


@pytest.fixture
def heard(plugin):
    """What the hooks that answer nothing have heard."""
    return plugin.module.heard


@pytest.fixture
def home(samples, community):
    """(person, building, household) of somebody who lives here, by id."""
    with samples.app_context(), use(community.id) as session:
        person = make_person("韦小明", make_building(7))
        session.commit()
        return person.id, person.building_id, person.household_id


@pytest.fixture
def page(samples, browser, community, plugin):
    """`page("/desk/")`: the words that the admin reads there."""
    sign_in_as(samples, browser, community, "community_admin", "grid_worker")

    def read(path):
        answer = browser.get(path)
        assert answer.status_code == 200
        return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.text).split()))

    return read


@pytest.fixture
def within(samples, community, plugin):
    """Inside the community where the sample is on."""
    with samples.app_context(), use(community.id) as session:
        yield session


def test_hook_blueprint(samples, page):
    assert page("/joins-everywhere/") == "blueprint 的页面"
    assert access_of(f"{NAME}.index", samples.view_functions[f"{NAME}.index"]) is not None


def test_hook_settings_form(page):
    assert "settings_form 的词" in page(f"/console/plugins/{NAME}")


def test_hook_jobs(samples, community, heard):
    with samples.app_context():
        plant(app_engine(samples))
    run_due(samples)
    assert ("jobs", community.id) in heard


def test_hook_facts(samples, community, plugin):
    done = samples.test_cli_runner().invoke(args=["community", "facts", community.slug])
    assert re.search(r"joins_everywhere\.fact\t4321\b", done.output), done.output


@pytest.mark.parametrize(("area", "path"), [("desk", "/desk/"), ("console", "/console/"), ("me", "/me/"), ("public", "/")])
def test_hook_nav_items(page, area, path):
    assert f"nav_items 在 {area}" in page(path)


def test_hook_public_cards(page):
    assert "public_cards 的话" in page("/")


def test_hook_public_figures(page):
    assert "public_figures 的数" in page("/")


def test_hook_tiles(page):
    assert "tiles 的按钮" in page("/me/")


def test_hook_me_cards(page):
    assert "me_cards 的话" in page("/me/")


def test_hook_arrangements(page):
    assert "arrangements 的安排" in page("/me/")


def test_hook_tasks(page):
    assert "tasks 的事" in page("/desk/")


def test_hook_household_tasks(page, home):
    assert "household_tasks 在 H" in page(f"/desk/households/{home[2]}/visit")


def test_hook_desk_cards(page):
    assert "desk_cards 的话" in page("/desk/")


def test_hook_resident_panels(page, home):
    assert "resident_panels 说 韦小明" in page(f"/desk/people/{home[0]}")


def test_hook_room_needs(within, home):
    assert re.findall(r"level=(\d)", repr(plan_of(home[1], SYSTEM))) == ["3"]


def test_hook_hints(page):
    assert "hints 的提醒 去办" in page("/console/plugins")


def test_hook_examples(within):
    assert dispatch.tell_one("examples", current_community(), NAME) == {f"{NAME}.index": {}}


def test_hook_may_leave(within, home):
    with pytest.raises(Refused, match="may_leave 不让韦小明走。"):
        dispatch.veto("may_leave", current_community(), person=within.get(Person, home[0]))


def test_hook_on_enable(community, heard):
    assert heard == [("on_enable", community.id)]


def test_hook_on_disable(community, heard, switched):
    switched(NAME, False)
    assert heard[-1] == ("on_disable", community.id)


def test_hook_on_event(samples, community, heard):
    with samples.app_context(), use(community.id) as session:
        publish(PluginSwitched("wish", True))
        session.commit()
    run_due(samples)
    assert ("on_event", "PluginSwitched") in heard


def test_hook_demo_data(within, heard):
    dispatch.tell_one("demo_data", current_community(), NAME, rng=Random(1), signins={"admin": None})
    assert heard[-1] == ("demo_data", ["admin"])


def test_hook_export_resident(within, home):
    kept = dispatch.tell_one("export_resident", current_community(), NAME, person=within.get(Person, home[0]))
    assert kept == {"words": "export_resident 给 韦小明"}


def test_hook_erase_resident(within, home, heard):
    dispatch.ask_privacy("erase_resident", current_community(), person=within.get(Person, home[0]))
    assert heard[-1] == ("erase_resident", home[0])


def test_hook_must_keep(within, home):
    kept = dispatch.ask_privacy("must_keep", current_community(), person=within.get(Person, home[0]))
    assert kept[NAME] == ["must_keep 给 韦小明"]


@pytest.mark.parametrize(
    ("name", "table"),
    [("love_savings", "love_savings_request"), ("micro_wish", "micro_wish_wish"), ("venues", "venues_booking"), ("paired_help", "paired_help_case")],
)
def test_who_moved_while_a_service_was_off_is_followed_when_it_is_on_again(app, community, name, table):
    with app.app_context(), use(community.id) as session:
        lifecycle.enable(current_community(), name, SYSTEM)
        dispatch.tell_one("examples", current_community(), name)
        lifecycle.disable(current_community(), name, SYSTEM)
        row = session.query(mapper_of(table)).filter_by().first()
        person, stays = session.get(Person, row.person_id), make_building(77)
        neighbour = make_person("新邻居", stays)
        person.building_id, person.household_id = stays.id, neighbour.household_id
        session.commit()

        lifecycle.enable(current_community(), name, SYSTEM)
        session.commit()

        assert db.session.get(mapper_of(table), row.id, populate_existing=True).building_id == stays.id
