"""A plugin that fails fails alone: others answer, core's work stays, the admin reads about it."""
from __future__ import annotations

import pytest
from sqlalchemy import select

from core.communities.state import current_community
from core.errors import Refused
from core.grids.models import Grid
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.pluginsystem import dispatch, health, lifecycle
from core.pluginsystem.errors import PluginFailed
from core.pluginsystem.health import Health
from core.pluginsystem.problems import recent_problems
from core.pluginsystem.registry import plugins_of
from core.tenancy.session import db, use
from core.testing_accounts import make_person, sign_in_as


@pytest.fixture
def within(samples, community, switched):
    """Inside the community of the app with the sample plugins, where one good and one failing plugin are on."""
    switched("hello")
    switched("raises_in_hook")
    with samples.app_context(), use(community.id) as session:
        yield session


def test_a_failing_plugin_is_left_out_of_the_answers(within):
    assert dispatch.ask("nav_items", current_community(), actor=SYSTEM, area="desk") == []


def test_cores_unsaved_work_survives_a_plugins_failing_query(within):
    within.add(Grid(name="第一网格", code="G01"))

    assert dispatch.ask("public_figures", current_community()) == []
    within.commit()

    assert within.query(Grid).count() == 1


def test_what_a_plugin_wrote_before_it_failed_is_undone_and_the_switch_is_made(within):
    lifecycle.disable(current_community(), "raises_in_hook", SYSTEM)
    within.commit()

    actions = within.scalars(select(AuditEntry.action).where(AuditEntry.action.in_(("sample", "plugin.disable")))).all()
    assert (actions, current_community().enabled("raises_in_hook")) == (["plugin.disable"], False)


def test_a_plugin_that_cannot_answer_a_question_counts_as_a_no(within):
    with pytest.raises(Refused, match="一问就出错现在答不上来"):
        dispatch.veto("may_leave", current_community(), person=None)


def test_a_failure_in_a_privacy_hook_reaches_the_caller_and_names_the_plugin(within):
    with pytest.raises(PluginFailed, match="出错了，什么也没有做") as raised:
        dispatch.ask_privacy("export_resident", current_community(), person=make_person())
    assert str(plugins_of().by_name["raises_in_hook"].title) in str(raised.value)
    assert repr(raised.value.__cause__) == "RuntimeError('cannot export')"


def test_a_switched_off_plugin_is_not_asked(samples, community):
    with samples.app_context(), use(community.id):
        assert dispatch.veto("may_leave", current_community(), person=None) is None
        assert plugins_of().health.rests("raises_in_hook") is False


def test_a_plugin_that_keeps_failing_rests_and_its_switch_stays_on(within):
    for _turn in range(health.FAILURES):
        dispatch.ask("nav_items", current_community(), actor=SYSTEM, area="desk")

    assert plugins_of().health.rests("raises_in_hook") is True
    assert current_community().enabled("raises_in_hook") is True


def test_a_resting_plugin_is_asked_again_later(monkeypatch):
    moment = [1000.0]
    monkeypatch.setattr(health.time, "monotonic", lambda: moment[0])
    record = Health()

    assert [record.failed("wish") for _turn in range(5)] == [False, False, False, False, True]
    moment[0] += health.REST_SECONDS - 1
    assert record.rests("wish") is True
    moment[0] += 1
    assert record.rests("wish") is False


def test_failures_far_apart_do_not_make_a_plugin_rest(monkeypatch):
    moment = [1000.0]
    monkeypatch.setattr(health.time, "monotonic", lambda: moment[0])
    record = Health()

    for _turn in range(10):
        assert record.failed("wish") is False
        moment[0] += health.WITHIN_SECONDS / 4 + 1


def test_the_admin_reads_what_went_wrong_in_the_console(samples, browser, community, switched):
    switched("raises_in_hook")
    sign_in_as(samples, browser, community, "community_admin")

    browser.get("/console/plugins")
    text = browser.get("/console/plugins").text

    assert "它在 nav_items 中出错了：RuntimeError: no menu today" in text


def test_a_problem_is_kept_once_and_counted(samples, browser, community, switched, monkeypatch):
    monkeypatch.setattr(health, "NOTED_SECONDS", 0)
    switched("raises_in_hook")
    sign_in_as(samples, browser, community, "community_admin")
    with samples.app_context(), use(community.id):
        before = sum(p.times for p in recent_problems().get("raises_in_hook", []))

    browser.get("/console/plugins")

    with samples.app_context(), use(community.id):
        problems = recent_problems()["raises_in_hook"]
        assert [p.hook for p in problems] == ["nav_items"]
        assert problems[0].times == before + 1
        db.session.rollback()


@pytest.mark.parametrize(
    ("hook", "values", "said"),
    [
        ("tasks", {"actor": SYSTEM}, "TypeError: tasks answers a list of Task, not dict"),
        ("household_tasks", {"actor": SYSTEM, "household": None}, "TypeError: due_at of a Task is an aware moment such as now(), not "),
        ("nav_items", {"actor": SYSTEM, "area": "desk"}, "BuildError: Could not build url for endpoint 'answers_wrong.pgae'"),
        ("tiles", {"actor": SYSTEM}, "BuildError: Could not build url for endpoint 'answers_wrong.page'. Did you forget"),
        ("public_cards", {}, "TypeError: public_cards answers a list of Card, not generator"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_the_plugins_failure_and_not_the_pages(samples, community, switched, caplog, hook, values, said):
    switched("answers_wrong")
    with samples.test_request_context(), use(community.id):
        assert dispatch.ask(hook, current_community(), **values) == []
    assert said in f"{caplog.records[-1].exc_info[0].__name__}: {caplog.records[-1].exc_info[1]}"


def test_pages_stand_while_a_plugin_answers_wrongly(samples, browser, community, switched):
    switched("answers_wrong")
    sign_in_as(samples, browser, community, "community_admin")

    assert [browser.get(path).status_code for path in ("/", "/me/", "/desk/", "/console/")] == [200] * 4
