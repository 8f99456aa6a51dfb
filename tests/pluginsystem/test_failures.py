"""Plugins that load and then fail: pages stand, nothing is half written, and the console says what to do."""
from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from core.communities.models import Community
from core.communities.state import community_today, current_community
from core.errors import Refused
from core.grids.models import Grid
from core.kernel.audit import AuditEntry
from core.people.models import Person
from core.pluginsystem import dispatch, health, problems
from core.pluginsystem.problems import recent_problems
from core.pluginsystem.registry import State, plugins_of
from core.tenancy.engines import dispose_engines
from core.tenancy.session import db, use
from core.testing import CommunityClient
from core.testing_accounts import make_building, make_person, sign_in_as
from tests.pluginsystem.conftest import SAMPLES
from tests.pluginsystem.test_samples import REASONS

PAGES = ["/", "/me/", "/me/inbox", "/desk/", "/desk/people", "/console/", "/console/plugins", "/console/profile", "/hello/"]
ADVICE = "网站和其他服务照常。请把这句话转告平台运维人员，修好或换掉它以后重启网站。"
# What the console says of a plugin that fails while the site runs; hooks that no page of `PAGES` asks are left out.
SAID = {
    "raises_in_hook": {
        "nav_items": "RuntimeError: no menu today",
        "public_figures": "nowhere",
    },
    "breaks_session": {
        "nav_items": "nowhere",
        "public_cards": "TransactionIsOthers: the transaction belongs to the caller",
        "me_cards": "TransactionIsOthers: the transaction belongs to the caller",
    },
    "slow": {"slow:nav_items": "它回答得太慢"},
}


@pytest.fixture
def admin(samples, browser, community, monkeypatch):
    """The admin's browser on the site with all samples; slow is what takes longer than a blink."""
    monkeypatch.setattr(health, "FAILURES", 1_000)  # none rests, so that each page meets each failure
    sign_in_as(samples, browser, community, "community_admin", "grid_worker")
    return browser


@pytest.fixture
def blink(monkeypatch):
    """A hook is slow from 40 ms on, and the console says so at once."""
    monkeypatch.setattr(dispatch, "SLOW_SECONDS", 0.04)
    monkeypatch.setattr(dispatch, "TOLD_SECONDS", 0.04)
    monkeypatch.setattr(problems, "REPEATED", 1)


def card(page, name):
    found = re.search(rf'id="plugin-{name}".*?</article>', page, re.S)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", found[0]).split()))


def traces(app, community):
    with app.app_context(), use(community.id):
        return db.session.scalars(select(AuditEntry.text).where(AuditEntry.action == "sample")).all()


@pytest.mark.parametrize("name", SAID)
def test_every_page_stands_while_a_plugin_fails_and_the_console_says_why(samples, admin, community, switched, blink, name):
    switched("hello")
    switched(name)

    assert {path: admin.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)

    said = card(admin.get("/console/plugins").text, name)
    assert any(why in said for why in SAID[name].values())
    with samples.app_context(), use(community.id):
        noted = {problem.hook: problem.text for problem in recent_problems()[name]}
    assert [hook for hook, why in SAID[name].items() if why not in noted.get(hook, "")] == []
    assert "请把上面的话转告插件的作者；要先停用，就关闭它。" in said
    assert traces(samples, community) == []


def test_the_console_says_of_each_plugin_that_was_left_out_why_and_what_to_do(admin):
    page = admin.get("/console/plugins").text
    cards = [html.unescape(" ".join(re.sub(r"<[^>]+>", " ", each).split())) for each in page.split("<article")]
    silent = [name for name, why in REASONS.items() if not any(why in said and ADVICE in said for said in cards)]
    assert silent == []


def test_an_error_that_a_hook_swallows_harms_nobody(samples, community, switched):
    switched("breaks_session")
    with samples.app_context(), use(community.id) as session:
        session.add(Grid(name="第一网格", code="G01"))
        session.flush()

        assert dispatch.ask("public_figures", current_community()) == []
        session.commit()

        assert session.query(Grid).count() == 1


def test_a_hook_that_commits_is_refused_and_cores_work_goes_on(samples, community, switched):
    switched("breaks_session")
    with samples.app_context(), use(community.id) as session:
        session.get(Community, community.id).tagline = "改到一半"
        assert dispatch.ask("public_cards", current_community()) == []
        session.rollback()

        assert session.get(Community, community.id).tagline != "改到一半"
    assert traces(samples, community) == []


def test_a_question_to_a_hook_that_commits_is_answered_by_a_no(samples, community, switched):
    switched("breaks_session")
    with samples.app_context(), use(community.id) as session:
        with pytest.raises(Refused, match="弄坏会话现在答不上来"):
            dispatch.veto("may_leave", current_community(), person=None)
        session.rollback()
    assert traces(samples, community) == []


def test_a_service_that_cannot_answer_keeps_a_resident_from_being_moved_out(samples, admin, community, switched):
    switched("raises_in_hook")
    with samples.app_context(), use(community.id) as session:
        person_id = make_person("韦小明", make_building(9)).id
        session.commit()
    token = re.search(r'name="csrf_token" value="([^"]+)"', admin.get("/console/profile").text)[1]

    with samples.app_context(), use(community.id):
        sent = {"csrf_token": token, "reason": "moved_away", "on": community_today().isoformat()}

    answer = admin.post(f"/desk/people/{person_id}/move-out", data=sent, follow_redirects=True)

    assert "一问就出错现在答不上来能不能这样做" in answer.text
    with samples.app_context(), use(community.id):
        assert db.session.get(Person, person_id).household_id is not None


def test_a_switch_of_a_plugin_that_commits_in_it_is_made_and_its_trace_is_gone(samples, community, switched):
    switched("breaks_session")
    switched("breaks_session", False)

    assert traces(samples, community) == []
    with samples.app_context(), use(community.id):
        assert current_community().enabled("breaks_session") is False


def test_a_plugin_that_is_gone_after_a_restart_is_named_and_comes_back_with_its_code(make_app, samples, community, switched):
    switched("hello")
    switched("leaning")
    restarted = make_app(plugins="hello", plugin_folder=SAMPLES)
    browser = CommunityClient(restarted)
    browser.slug = community.slug
    sign_in_as(restarted, browser, community, "community_admin", "grid_worker")

    assert {path: browser.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)
    assert plugins_of(restarted).state("leaning") is State.MISSING
    assert "这里没有安装它的程序，装上就能用；开关和设置都留着。" in card(browser.get("/console/plugins").text, "leaning")
    dispose_engines(restarted)
    with samples.app_context(), use(community.id):
        assert current_community().enabled("leaning") is True


def test_an_answer_that_nobody_notices_is_not_told_to_the_admin(samples, admin, community, switched, monkeypatch):
    monkeypatch.setattr(dispatch, "SLOW_SECONDS", 0.04)
    monkeypatch.setattr(problems, "REPEATED", 1)
    switched("slow")
    admin.get("/console/")
    with samples.app_context(), use(community.id):
        assert "slow" not in recent_problems()
