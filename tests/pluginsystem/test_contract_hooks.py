"""The contract notices a plugin whose hooks fail, which the site itself bears in silence."""
from __future__ import annotations

from itertools import count

import pytest

from core.pluginsystem import health
from core.pluginsystem.registry import plugins_of
from core.testing import CommunityClient, PluginContract

ASKED = {
    "nav_items": "area", "public_cards": "community", "public_figures": "community", "tiles": "actor", "me_cards": "actor",
    "arrangements": "actor", "tasks": "actor", "household_tasks": "household", "desk_cards": "actor",
    "resident_panels": "person", "room_needs": "building", "hints": "community",
}  # fmt: skip
TOLD = {"may_leave": "person", "must_keep": "person", "on_event": "event", "on_disable": "community"}
NUMBERS = count()
HEAD = '''
"""Fails wherever it is asked."""
from core.api import Job, Manifest, hookimpl

manifest = Manifest(name="NAME", title="一问就错")
'''


@pytest.fixture
def sour(make_app, tmp_path, monkeypatch):
    """`sour("me_cards")`: an app with a plugin in which this hook divides by nothing, and its contract."""
    monkeypatch.setattr(health, "FAILURES", 1_000)  # none rests, so that each page meets each failure
    made = []

    def make(*hooks: str, more: str = ""):
        name = f"sour{next(NUMBERS)}"  # one of its own: a folder of plugins stays known to the process
        folder = tmp_path / name
        folder.mkdir()
        bad = "".join(f"\n\n@hookimpl\ndef {hook}({(ASKED | TOLD)[hook]}):\n    1 / 0\n" for hook in hooks)
        (folder / "__init__.py").write_text(HEAD.replace("NAME", name) + bad + more, encoding="utf-8")
        app = make_app(plugin_folder=tmp_path, plugins=name)
        made.append((app, name))
        app.test_client_class = CommunityClient
        contract = PluginContract()
        contract.name = name
        return app, contract

    yield make
    for app, name in made:
        plugins_of(app).by_name[name].footprint.undo()


@pytest.fixture
def browsers():
    """Browsers on an app that the test made."""

    def on(app):
        def make(community):
            browser = app.test_client()
            browser.slug = community.slug
            return browser

        return make

    return on


def test_every_hook_that_is_asked_for_a_page_is_asked_by_the_contract(sour, browsers, community):
    app, contract = sour(*ASKED)

    with pytest.raises(AssertionError) as noticed:
        contract.test_its_hooks_answer_whoever_looks(app, community, browsers(app))

    assert [hook for hook in ASKED if f"{hook}: " not in str(noticed.value)] == []


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_plugin_whose_hooks_answer_passes(sour, browsers, community):
    app, contract = sour()
    contract.test_its_hooks_answer_whoever_looks(app, community, browsers(app))
    contract.test_its_news_questions_figures_and_jobs_do_not_fail(app, community)


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize("hook", TOLD)
def test_a_question_or_news_that_fails_is_noticed(sour, community, hook):
    app, contract = sour(hook)
    with pytest.raises(ZeroDivisionError):
        contract.test_its_news_questions_figures_and_jobs_do_not_fail(app, community)


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_job_that_fails_is_noticed(sour, community):
    app, contract = sour(more='\n\n@hookimpl\ndef jobs():\n    return [Job("daily", 60, lambda community_id: 1 / 0)]\n')
    with pytest.raises(ZeroDivisionError):
        contract.test_its_news_questions_figures_and_jobs_do_not_fail(app, community)
