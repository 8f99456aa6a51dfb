"""Medals: written by a check, kept true by the house, shown to the admin beside the plugin."""
from __future__ import annotations

import shutil

import pytest

from core.pluginsystem.checks import faults_of
from core.pluginsystem.medals import Medal, medal_in, write_medal
from core.pluginsystem.registry import plugins_of
from core.testing_accounts import sign_in_as

ON_SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_a_medal_counts_for_its_own_version_only(tmp_path):
    write_medal(tmp_path, "1.0", Medal.SILVER)

    assert medal_in(tmp_path, "1.0") is Medal.SILVER
    assert medal_in(tmp_path, "1.1") is None
    write_medal(tmp_path, "1.0", None)
    assert medal_in(tmp_path, "1.0") is None
    assert medal_in(None, "1.0") is None


@pytest.mark.parametrize("text", ["", "[]", "gold", '{"medal": "platinum", "version": "1.0"}', '{"medal": "gold"}'])
def test_a_broken_file_is_no_medal_and_breaks_nothing(tmp_path, text):
    (tmp_path / "medal.json").write_text(text)

    assert medal_in(tmp_path, "1.0") is None


@ON_SQLITE
def test_every_plugin_of_the_house_has_a_medal_and_still_deserves_it(app):
    untrue = []
    for plugin in plugins_of(app).loaded():
        lacks = faults_of(plugin)
        assert plugin.medal, f"flask plugin check {plugin.name} --write"
        upto = list(Medal)[: list(Medal).index(plugin.medal) + 1]
        untrue += [f"{plugin.name} has no {medal}: {fault}" for medal in upto for fault in lacks[medal]]
    assert untrue == []


@ON_SQLITE
def test_a_quick_check_says_that_the_files_lack_nothing_of_the_next_medal_where_that_is_so(app, tmp_path, monkeypatch):
    plugin = plugins_of(app).by_name["venues"]
    folder = shutil.copytree(plugin.folder, tmp_path / "venues")
    monkeypatch.setattr(plugin.module, "__path__", [str(folder)])

    def said(written):
        write_medal(folder, plugin.manifest.version, written)
        answer = app.test_cli_runner().invoke(args=["plugin", "check", "venues", "--quick"])
        return answer.output.splitlines()

    nothing = "  {} lacks nothing that the files show; what its tests say: flask plugin check venues"
    assert said(None) == ["venues: ok, tests not run", nothing.format("bronze")]
    assert said(Medal.SILVER) == ["venues: ok, tests not run; silver is written", nothing.format("gold")]
    assert said(Medal.GOLD) == ["venues: ok, tests not run; gold is written"]

    (folder / "README.md").unlink()
    lines = said(Medal.SILVER)
    assert (lines[0], nothing.format("gold") in lines) == ("venues: ok, tests not run; silver is written", False)
    assert any(line.startswith("  gold lacks: ") for line in lines)


@ON_SQLITE
def test_the_console_shows_the_medal_beside_the_plugin(app, community, client):
    plugin = plugins_of(app).by_name["hello"]
    sign_in_as(app, client, community, "community_admin")

    page = client.get("/console/plugins").text
    card = page[page.index('id="plugin-hello"') :].partition("</article>")[0]
    assert str(plugin.medal.title) in card


@ON_SQLITE
def test_the_console_says_who_can_tell_what_the_next_medal_lacks(app, community, client, monkeypatch):
    sign_in_as(app, client, community, "community_admin")
    for medal, following in ((None, "质量铜牌"), (Medal.BRONZE, "质量银牌"), (Medal.SILVER, "质量金牌"), (Medal.GOLD, "")):
        monkeypatch.setattr(plugins_of(app).by_name["hello"], "medal", medal)

        page = client.get("/console/plugins").text

        card = page[page.index('id="plugin-hello"') :].partition("</article>")[0]
        said = f"离{following}还差什么：平台运维人员运行 flask plugin check hello 就能看到。"
        assert (said in card, "还差什么" in card) == (following != "", following != "")
