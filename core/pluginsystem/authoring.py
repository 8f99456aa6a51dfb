"""`flask plugin new` and `flask plugin check`: the commands for those who write plugins."""
from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

import plugins as plugins_package
from core.errors import LinliError
from core.pluginsystem import tests_run
from core.pluginsystem.checks import faults_of
from core.pluginsystem.medals import Medal, medal_in, next_to, write_medal
from core.pluginsystem.newborn import write_plugin
from core.pluginsystem.registry import Plugin, plugins_of

PLUGINS = Path(plugins_package.__path__[0])


@click.command("new")
@click.argument("name")
@click.option("--title", default="", help="What people call it; left out: the name in words.")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), default=PLUGINS, help="A folder of plugins.")
@with_appcontext
def new(name: str, title: str, into: Path) -> None:
    """Write a small working plugin NAME with its tests, to be changed into what it shall become."""
    try:
        folder = write_plugin(name, title, into)
    except LinliError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    here = "" if into == PLUGINS else f"LINLI_PLUGIN_FOLDER={into} "
    click.echo(f"{folder} is a working plugin: a page, a form, a table, a permission, a setting, texts, tests")
    click.echo(f"its tables:  {here}flask plugin migrate {name}")
    click.echo(f"switch:      {here}flask plugin enable {name} SLUG")
    click.echo(f"its tests:   {here}flask plugin check {name}")


@click.command("check")
@click.argument("name", required=False)
@click.option("--quick", is_flag=True, help="Only what can be seen without running the plugin's tests.")
@click.option("--write", is_flag=True, help="Write the medal into the plugin's folder, where the console finds it.")
@with_appcontext
def check(name: str | None, quick: bool, write: bool) -> None:
    """Check all plugins quickly, or NAME with its own tests; says what each medal lacks, ends with 1 without bronze."""
    chosen = [p for p in plugins_of() if name in (None, p.name)]
    if not chosen:
        raise click.ClickException(f"there is no plugin {name}")
    if write and (quick or name is None):
        raise click.ClickException("a medal is earned by the tests of one plugin: name it, without --quick")
    found = [_check(plugin, quick or name is None, write) for plugin in chosen]
    if not all(found):
        raise SystemExit(1)


def _check(plugin: Plugin, quick: bool, write: bool) -> bool:
    """Print what a plugin lacks; whether it keeps the contract as far as it was looked at."""
    lacks, said = faults_of(plugin), ""
    if quick or lacks[Medal.BRONZE]:
        said = "tests not run"
    elif not tests_run.can_run():
        said = "tests not run, since pytest is not installed"
    else:
        result = tests_run.run_tests(plugin)
        lacks[Medal.BRONZE] += [f"its tests fail:\n{result.failure}"] if result.failure else []
        lacks[Medal.SILVER] += result.unreached
        lacks[Medal.GOLD] += [f"skipped, so it proves nothing: {test}" for test in result.skipped]
    medal = _earned(lacks)
    _say(plugin, medal, lacks, said)
    if write and not said and plugin.folder and plugin.manifest:
        write_medal(plugin.folder, plugin.manifest.version, medal)
    return not lacks[Medal.BRONZE]


def _earned(lacks: dict[Medal, list[str]]) -> Medal | None:
    earned = None
    for medal in Medal:
        if lacks[medal]:
            break
        earned = medal
    return earned


def _say(plugin: Plugin, medal: Medal | None, lacks: dict[Medal, list[str]], said: str) -> None:
    written = medal_in(plugin.folder, plugin.manifest.version if plugin.manifest else "")
    if said:
        verdict = f"{'ok' if not lacks[Medal.BRONZE] else 'not fit'}, {said}" + (f"; {written} is written" if written else "")
    else:
        verdict = str(medal or "no medal")
    click.echo(f"{plugin.name}: {verdict}")
    for each, faults in lacks.items():
        for fault in faults:
            click.echo(f"  {each} lacks: {fault}")
    following = next_to(written) if said and not lacks[Medal.BRONZE] else None
    if following and not lacks[following]:
        click.echo(f"  {following} lacks nothing that the files show; what its tests say: flask plugin check {plugin.name}")
