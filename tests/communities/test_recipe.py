"""A recipe carries services, roles and words over to another community, after a trial, and can be undone."""
from __future__ import annotations

import io

import pytest

from core.accounts.roles import role_state, set_role_permission
from core.communities.instance import recipe as recipes
from core.communities.instance.faults import FileRefused
from core.communities.models import Community
from core.communities.services import bump_version, current_community, word
from core.kernel.actor import SYSTEM
from core.pluginsystem.lifecycle import configure, disable, enable
from core.pluginsystem.settings import settings_of_plugin
from core.tenancy.session import use
from core.testing_accounts import csrf_of, sign_in_as

from .test_cli import run


@pytest.fixture
def tables(app, community):
    """The recipe of a community with two services, a role of its own and a word."""
    with app.app_context(), use(community.id) as session:
        session.get_one(Community, community.id).words = {"grid": {"zh": "片区"}}
        bump_version(community.id)
        enable(current_community(), "love_savings", SYSTEM)
        enable(current_community(), "micro_wish", SYSTEM)
        configure(current_community(), "love_savings", {"offer_size": 5}, SYSTEM)
        enable(current_community(), "venues", SYSTEM)
        disable(current_community(), "venues", SYSTEM)
        set_role_permission("grid_worker", "people.edit", False, SYSTEM)
        set_role_permission("grid_worker", "places.edit", True, SYSTEM)
        session.commit()
        return recipes.recipe()


def seen(app, community):
    """What a recipe may touch."""
    with app.app_context(), use(community.id):
        state = current_community()
        services = {name: state.enabled(name) for name in ("love_savings", "micro_wish", "venues")}
        may = role_state("grid_worker").permissions & {"people.edit", "places.edit"}
        return services, dict(settings_of_plugin("love_savings"))["offer_size"], word("grid"), set(may)


BEFORE = ({"love_savings": False, "micro_wish": False, "venues": False}, 3, "网格", {"people.edit"})
AFTER = ({"love_savings": True, "micro_wish": True, "venues": False}, 5, "片区", {"places.edit"})


def test_a_recipe_holds_services_roles_and_words_only(tables):
    assert set(tables) == {"plugins", "roles", "words"}
    assert tables["plugins"] == {"love_savings": {"offer_size": 5}, "micro_wish": {}}
    assert tables["roles"]["grid_worker"]["without"] == ["people.edit"]


def test_trying_writes_nothing_and_names_each_change(app, other_community, tables):
    with app.app_context(), use(other_community.id) as session:
        plan = recipes.plan_recipe(tables, SYSTEM)
        assert not session.new and not session.dirty
        assert {c.key for c in [*plan.added, *plan.changed]} == {
            "plugins.love_savings", "plugins.love_savings.offer_size", "plugins.micro_wish", "words.grid.zh",
            "roles.grid_worker.permissions.people.edit", "roles.grid_worker.permissions.places.edit",
        }  # fmt: skip
    assert seen(app, other_community) == BEFORE


def test_a_recipe_is_applied_and_undone(app, other_community, tables):
    with app.app_context(), use(other_community.id) as session:
        before = recipes.recipe()
        recipes.apply_recipe(tables, SYSTEM)
        session.commit()
    assert seen(app, other_community) == AFTER
    with app.app_context(), use(other_community.id) as session:
        assert recipes.plan_recipe(tables, SYSTEM).empty
        plan = recipes.undo_recipe(SYSTEM)
        assert len(plan.changed) == 6 and not plan.kept
        session.commit()
    assert seen(app, other_community) == BEFORE
    with app.app_context(), use(other_community.id):
        assert recipes.recipe() == before
        with pytest.raises(recipes.NothingToUndo):
            recipes.undo_recipe(SYSTEM)


def test_what_was_changed_again_is_kept_when_a_recipe_is_undone(app, other_community, tables):
    with app.app_context(), use(other_community.id) as session:
        recipes.apply_recipe(tables, SYSTEM)
        configure(current_community(), "love_savings", {"offer_size": 7}, SYSTEM)
        plan = recipes.undo_recipe(SYSTEM)
        assert [c.key for c in plan.kept] == ["plugins.love_savings.offer_size"]
        enable(current_community(), "love_savings", SYSTEM)
        session.commit()
    assert seen(app, other_community)[1] == 7


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"plugins = ", "recipe.toml：写法"),
        (b'name = "Mine"', "配方里不能有 name，只能有 plugins、roles、words"),
        (b"[plugins.love_savings]\nno_such = 1", "plugins.love_savings.no_such：没有这个键"),
        (b"[plugins.love_savings]\noffer_size = 99", "plugins.love_savings.offer_size：不能是 99"),
        (b'[plugins.love_savings]\nenabled = "yes"', "plugins.love_savings.enabled：不能是 'yes'"),
        (b"x" * 200_001, "文件太大，最多 200 KB"),
    ],
)
def test_a_wrong_recipe_is_refused_with_its_faults(app, community, raw, said):
    with app.app_context(), use(community.id), pytest.raises(FileRefused, match=said):
        recipes.plan_recipe(recipes.read_recipe(raw), SYSTEM)


TRICKS = {
    "brackets in brackets": b"x = " + b"[" * 20_000,
    "tables in tables": b"words = " + b"{a=" * 3000 + b"1" + b"}" * 3000,
    "a name of thousands of parts": b"plugins." + b".".join([b"a"] * 2000) + b" = 1",
    "a few too many": b"plugins." + b".".join([b"a"] * 40) + b" = 1",
    "a number of thousands of digits": b"[plugins.love_savings]\nx = " + b"9" * 5000,
}


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize("raw", TRICKS.values(), ids=TRICKS)
def test_a_recipe_made_to_break_its_reader_is_refused_like_any_other(app, community, client, raw):
    sign_in_as(app, client, community, "community_admin")
    tried = sent(client, "/console/recipe/try", file=(io.BytesIO(raw), "recipe.toml"))
    applied = sent(client, "/console/recipe/apply", text=raw.decode())
    assert [(answer.status_code, "recipe.toml" in answer.text) for answer in (tried, applied)] == [(409, True)] * 2


def test_the_operator_copies_from_one_community_to_another(app, community, other_community, tables):
    told = run(app, "copy", community.slug, other_community.slug, given="n\n")
    assert "+ 新增 plugins.micro_wish" in told.output and seen(app, other_community) == BEFORE
    assert "已应用" in run(app, "copy", community.slug, other_community.slug, "--yes").output
    assert seen(app, other_community) == AFTER
    undone = run(app, "undo", other_community.slug)
    assert undone.exit_code == 0 and "~ 修改 plugins.micro_wish: true -> false" in undone.output and "已撤销。" in undone.output
    assert seen(app, other_community) == BEFORE
    assert "没有可以撤销的配方" in run(app, "undo", other_community.slug).output


def sent(browser, address, **typed):
    return browser.post(address, data={"csrf_token": csrf_of(browser, "/console/recipe"), **typed})


def test_an_admin_takes_a_recipe_home_tries_it_applies_it_and_undoes_it(app, community, other_community, client_in, tables):
    giver, taker = client_in(community), client_in(other_community)
    sign_in_as(app, giver, community, "community_admin")
    sign_in_as(app, taker, other_community, "community_admin")
    raw = giver.get("/console/recipe.toml").data
    page = sent(taker, "/console/recipe/try", file=(io.BytesIO(raw), "recipe.toml")).text
    assert "爱心储蓄所：一次邀请几位志愿者" in page and "角色“网格员”：登记和修改居民档案" in page and "用语“网格”" in page
    assert seen(app, other_community) == BEFORE
    assert sent(taker, "/console/recipe/apply", text=raw.decode()).status_code == 303
    assert seen(app, other_community) == AFTER
    assert "撤销，恢复原样" in taker.get("/console/recipe").text
    assert sent(taker, "/console/recipe/undo").status_code == 303
    assert seen(app, other_community) == BEFORE
    assert "撤销，恢复原样" not in taker.get("/console/recipe").text


def test_a_recipe_is_the_same_in_every_readers_language(app, community, client, tables):
    sign_in_as(app, client, community, "community_admin")
    chinese = client.get("/console/recipe.toml").data
    client.set_cookie("lang", "en")
    assert "Recipe" in client.get("/console/recipe").text
    assert client.get("/console/recipe.toml").data == chinese
    assert recipes.read_recipe(chinese)["roles"].keys() == {"grid_worker"}


def test_no_file_and_a_wrong_file_are_said_next_to_the_field(app, community, client):
    sign_in_as(app, client, community, "community_admin")
    assert "请先选一个配方文件" in sent(client, "/console/recipe/try").text
    answer = sent(client, "/console/recipe/try", file=(io.BytesIO(b"[grids]\n"), "x.toml"))
    assert answer.status_code == 409 and "配方里不能有 grids" in answer.text


def test_an_admin_cannot_ask_for_what_only_the_operator_decides(app, community, client):
    sign_in_as(app, client, community, "community_admin")
    text = "[plugins.no_such_service]\n"
    assert "还没有安装，请联系平台" in sent(client, "/console/recipe/try", file=(io.BytesIO(text.encode()), "x.toml")).text
    assert sent(client, "/console/recipe/apply", text=text).status_code == 303
    with app.app_context(), use(community.id):
        assert "no_such_service" not in recipes.recipe().get("plugins", {})


def test_who_may_not_manage_roles_cannot_apply_a_recipe(app, community, client):
    with app.app_context(), use(community.id) as session:
        for permission in ("console.view", "console.settings"):
            set_role_permission("grid_worker", permission, True, SYSTEM)
        session.commit()
    sign_in_as(app, client, community, "grid_worker")
    assert sent(client, "/console/recipe/apply", text='[words]\ngrid = "片区"\n').status_code == 403
    with app.app_context(), use(community.id):
        assert word("grid") == "网格"
