"""Which roles need one-time codes is a decision of the community: its file keeps it, a recipe carries it, nobody slips it in."""
from __future__ import annotations

import io

import pyotp
import pytest
from sqlalchemy import select

from core.accounts.account_rows import account_of
from core.accounts.code_rules import rule_of, set_code_rule
from core.accounts.roles import role_state, set_role_permission
from core.accounts.totp import PEOPLE, begin, confirm, secret_of
from core.clock import now
from core.communities.instance import recipe as recipes
from core.communities.instance.apply import apply, plan_for
from core.communities.instance.export import export
from core.communities.instance.faults import FileRefused
from core.communities.services import community_by_slug
from core.config import settings_of
from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of, make_role, sign_in_as

MILDER = '[roles.community_admin]\ntitle = "社区管理员"\ncode_rule = "off"\n'
QUESTION = "请再确认一次是您本人"

# Nothing here depends on the database.
pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def decided(app, community_id, **rules):
    """Decide the rules of roles, by their keys."""
    with app.app_context(), use(community_id) as session:
        for key, rule in rules.items():
            set_code_rule(key, rule, SYSTEM)
        session.commit()


def kept(app, community_id, key="community_admin"):
    """What the community decided for a role; empty where nothing was decided."""
    with app.app_context(), use(community_id):
        return role_state(key).code_rule


def sent(browser, address, **typed):
    return browser.post(address, data={"csrf_token": csrf_of(browser, "/console/recipe"), **typed})


def test_only_a_rule_that_was_decided_is_written(app, community):
    decided(app, community.id, building_head="steps")
    with app.app_context(), use(community.id):
        set_role_permission("grid_worker", "people.edit", False, SYSTEM)
        assert export("no-such-file").tables["roles"] == {
            "building_head": {"title": "楼栋长", "code_rule": "steps"},
            "grid_worker": {"title": "网格员", "without": ["people.edit"]},
        }


def test_a_decision_that_is_taken_back_is_not_written_any_more(app, community, monkeypatch):
    monkeypatch.setattr(settings_of(app), "strict_sign_in", True)
    decided(app, community.id, grid_worker="always")
    decided(app, community.id, grid_worker="")
    with app.app_context(), use(community.id):
        assert export("no-such-file").tables.get("roles", {}) == {}
        assert rule_of(role_state("grid_worker")) == "steps"
        entry = audit.entries(action="roles.code_rule").items[0]
        assert (entry.before, entry.after) == ({"code_rule": "always"}, {"code_rule": "steps"})


def test_a_file_decides_a_rule_and_one_changed_on_the_site_is_kept(app, files):
    files.change('title = "站员"', 'title = "站员"\ncode_rule = "steps"')
    files.write(files.toml.read_text("utf-8") + '[roles.grid_worker]\ntitle = "网格员"\ncode_rule = "always"\n')
    with app.app_context():
        apply(files.slug)
        town = community_by_slug(files.slug).id
        db.session.rollback()
    assert (kept(app, town, "station_staff"), kept(app, town, "grid_worker")) == ("steps", "always")
    decided(app, town, grid_worker="off", building_head="steps")
    files.change('code_rule = "always"', 'code_rule = "steps"')
    files.write(files.toml.read_text("utf-8") + '[roles.building_head]\ntitle = "楼栋长"\ncode_rule = "always"\n')
    with app.app_context():
        assert [change.key for change in plan_for(files.slug).kept] == [
            "roles.building_head.code_rule", "roles.grid_worker.code_rule",
        ]  # fmt: skip


@pytest.fixture
def tables(app, community):
    """The recipe of a community where everybody of the staff needs codes, in a role of its own too."""
    with app.app_context(), use(community.id) as session:
        make_role("station_staff", "站员")
        set_role_permission("station_staff", "desk.view", True, SYSTEM)
        set_code_rule("station_staff", "steps", SYSTEM)
        set_code_rule("grid_worker", "always", SYSTEM)
        session.commit()
        return recipes.recipe()


def test_a_recipe_tells_a_rule_in_words_applies_it_and_takes_it_back(app, other_community, tables):
    assert tables["roles"]["station_staff"] == {"title": "站员", "code_rule": "steps", "permissions": ["desk.view"]}
    with app.app_context(), use(other_community.id) as session:
        plan = recipes.plan_recipe(tables, SYSTEM)
        told = {what: (before, after) for what, before, after in recipes.in_words([*plan.added, *plan.changed])}
        assert told["角色“网格员”：动态验证码"] == ("自己决定（通常的规定）", "登录必须有")
        assert kept(app, other_community.id, "grid_worker") == ""
        recipes.apply_recipe(tables, SYSTEM)
        session.commit()
    assert (kept(app, other_community.id, "grid_worker"), kept(app, other_community.id, "station_staff")) == ("always", "steps")
    with app.app_context(), use(other_community.id) as session:
        assert recipes.plan_recipe(tables, SYSTEM).empty
        assert recipes.undo_recipe(SYSTEM).kept == []
        session.commit()
    assert (kept(app, other_community.id, "grid_worker"), kept(app, other_community.id, "station_staff")) == ("", "")


def test_a_rule_that_was_decided_anew_is_kept_when_the_recipe_is_undone(app, other_community, tables):
    with app.app_context(), use(other_community.id) as session:
        recipes.apply_recipe(tables, SYSTEM)
        session.commit()
    decided(app, other_community.id, grid_worker="steps")
    with app.app_context(), use(other_community.id) as session:
        assert [change.key for change in recipes.undo_recipe(SYSTEM).kept] == ["roles.grid_worker.code_rule"]
        session.commit()
    assert kept(app, other_community.id, "grid_worker") == "steps"


def test_a_rule_that_there_is_not_is_refused_with_those_that_there_are(app, community):
    wrong = MILDER.replace("off", "perhaps").encode()
    said = (
        "recipe.toml：roles.community_admin.code_rule：不能是 “perhaps”。"
        "允许：off（自己决定）、steps（办重要的事时必须有）、always（登录必须有）。"
    )
    with app.app_context(), use(community.id), pytest.raises(FileRefused) as caught:
        recipes.plan_recipe(recipes.read_recipe(wrong), SYSTEM)
    assert caught.value.faults == [said]


def test_trying_a_recipe_changes_no_rule(app, community, client):
    decided(app, community.id, community_admin="always", grid_worker="off")
    with app.app_context(), use(community.id) as session:
        for permission in ("console.view", "console.settings"):
            set_role_permission("grid_worker", permission, True, SYSTEM)
        session.commit()
    sign_in_as(app, client, community, "grid_worker")
    page = sent(client, "/console/recipe/try", file=(io.BytesIO(MILDER.encode()), "recipe.toml")).text
    assert "角色“社区管理员”：动态验证码" in page
    assert kept(app, community.id) == "always"


@pytest.mark.parametrize("lacking", ["console.roles", "console.plugins"])
def test_who_may_not_decide_rules_on_the_page_of_roles_does_not_decide_them_by_a_recipe(app, community, client, lacking):
    decided(app, community.id, community_admin="always")
    with app.app_context(), use(community.id) as session:
        recipes.apply_recipe(recipes.read_recipe(MILDER.replace("off", "steps").encode()), SYSTEM)
        for permission in {"console.view", "console.settings", "console.roles", "console.plugins"} - {lacking}:
            set_role_permission("grid_worker", permission, True, SYSTEM)
        session.commit()
    sign_in_as(app, client, community, "grid_worker")
    applied = sent(client, "/console/recipe/apply", text=MILDER)
    assert (applied.status_code, "请由能管理这两样的人来套用" in applied.text) == (403, True)
    assert sent(client, "/console/recipe/undo").status_code == 403
    assert kept(app, community.id) == "steps"


def test_outside_the_demo_a_recipe_with_a_rule_asks_for_a_fresh_proof_as_the_page_of_roles_does(
    app, community, client, later, monkeypatch
):
    decided(app, community.id, community_admin="always")
    sign_in_as(app, client, community, "community_admin", name="张晓梅")
    with app.app_context(), use(community.id):
        account = account_of(db.session.scalars(select(Person).where(Person.name == "张晓梅")).one())
        begin(account)
        spares = confirm(PEOPLE, account, pyotp.TOTP(secret_of(account)).at(now()))
        db.session.commit()
    monkeypatch.setattr(settings_of(app), "strict_sign_in", True)
    later(minutes=6)
    for address in ("/console/recipe/apply", "/console/recipe/undo", "/console/roles/community_admin/code-rule"):
        asked = sent(client, address, text=MILDER, rule="off")
        assert (asked.status_code, QUESTION in asked.text) == (403, True), address
    assert kept(app, community.id) == "always"
    assert sent(client, "/console/recipe/apply", text=MILDER, proof=spares[0]).status_code == 303
    assert kept(app, community.id) == "off"
