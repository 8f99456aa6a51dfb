"""`flask plugin`: what the operator sees and switches."""
from __future__ import annotations

import pytest

from core.communities.state import current_community
from core.tenancy.session import use


@pytest.fixture
def flask(samples):
    """`flask("list")` runs `flask plugin list` and returns its exit code and output."""

    def run(*arguments: str) -> tuple[int, str]:
        result = samples.test_cli_runner().invoke(args=["plugin", *arguments])
        return result.exit_code, result.output

    return run


def test_list_names_every_plugin_with_its_state(flask):
    code, text = flask("list")
    states = {line.split()[0]: line for line in text.splitlines()}

    assert code == 0
    assert "loaded" in states["leaning"]
    assert "broken" in states["raises_in_import"]
    assert "incompatible" in states["from_the_future"]


def test_a_quick_check_says_which_medal_is_written(flask):
    assert flask("check", "venues", "--quick") == (0, "venues: ok, tests not run; gold is written\n")


def test_a_quick_check_says_what_the_next_medal_lacks(flask, app):
    code, text = flask("check", "leaning", "--quick")
    assert (code, "bronze lacks: " in text, "what its tests say" in text) == (1, True, False)
    found = app.test_cli_runner().invoke(args=["plugin", "check", "hello", "--quick"])
    assert found.output.splitlines()[:2] == ["hello: ok, tests not run; silver is written", "  gold lacks: there is no README.md"]


def test_check_ends_with_one_where_the_contract_is_not_kept(flask):
    code, text = flask("check", "leaning")
    assert (code, text.splitlines()[0]) == (1, "leaning: not fit, tests not run")
    assert "bronze lacks: no test subclasses PluginContract" in text
    code, text = flask("check", "undeclared_view")
    assert (code, "没有写明谁可以打开" in text) == (1, True)
    assert flask("check", "nobody_has_it")[0] == 1


def test_a_medal_is_written_for_one_plugin_whose_tests_ran(flask):
    assert flask("check", "--write")[0] == 1
    assert flask("check", "hello", "--quick", "--write")[0] == 1


def test_the_operator_switches_a_plugin_of_a_community(samples, community, flask):
    assert flask("enable", "hello", community.slug) == (0, f"hello is on in {community.slug}\n")
    with samples.app_context(), use(community.id):
        assert current_community().enabled("hello") is True

    assert flask("disable", "hello", community.slug) == (0, f"hello is off in {community.slug}\n")
    with samples.app_context(), use(community.id):
        assert current_community().enabled("hello") is False


def test_a_refusal_is_told_in_words(community, flask):
    code, text = flask("enable", "leaning", community.slug)

    assert (code, "请先开启你好" in text) == (1, True)
    assert flask("enable", "hello", "no-such-place")[0] == 1


def test_only_plugins_with_tables_are_migrated(flask):
    assert flask("migrate", "nobody_has_it")[0] == 1


def test_who_migrates_a_plugin_that_was_left_out_reads_why(flask):
    code, text = flask("migrate", "misspelt_hook")
    assert (code, "没有挂钩 nav_itmes，是不是要写 nav_items？" in text) == (1, True)
