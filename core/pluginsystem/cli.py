"""`flask plugin`: what is installed, its tables, and the operator's own switch; authors' commands are in authoring.py."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from core.communities.services import community_by_slug, current_community
from core.config import this_app
from core.errors import LinliError
from core.kernel.actor import SYSTEM
from core.pluginsystem import forgetting, lifecycle, removal
from core.pluginsystem.authoring import check, new
from core.pluginsystem.errors import SwitchRefused
from core.pluginsystem.registry import State, plugins_of
from core.tenancy.cli import upgraded
from core.tenancy.histories import histories
from core.tenancy.session import db, use

plugin_cli = AppGroup("plugin", help="Plugins of this installation.")
plugin_cli.add_command(new)
plugin_cli.add_command(check)


@plugin_cli.command("list")
def show_list() -> None:
    """Print every plugin with its state and, if it does not work, the reason."""
    plugins = plugins_of()
    for plugin in plugins:
        double = plugin in plugins.doubles
        state = State.BROKEN if double else plugins.state(plugin.name)
        reason = plugin.reason if double else plugins.reason(plugin.name)
        version = plugin.manifest.version if plugin.manifest else ""
        click.echo(f"{plugin.name:20} {version:8} {state:16} {reason}".rstrip())


@plugin_cli.command("migrate")
@click.argument("name")
def migrate(name: str) -> None:
    """Bring the tables of the plugin NAME to its newest revision."""
    from core.tenancy import migrations  # Alembic, for this command only

    plugin = plugins_of().by_name.get(name)
    if plugin is not None and plugin.refused:
        raise click.ClickException(str(plugin.reason))
    if name not in histories() or name == "core":
        raise click.ClickException(f"there is no plugin {name} with tables")
    upgraded(name)
    behind = plugins_of().reason_now(name) if plugin is not None else None
    if behind:
        raise click.ClickException(str(behind))
    click.echo(f"{name}: {migrations.current(this_app(), name) or 'no tables'}")


@plugin_cli.command("enable")
@click.argument("name")
@click.argument("slug")
def enable(name: str, slug: str) -> None:
    """Switch the plugin NAME on in the community SLUG."""
    _switch(name, slug, on=True)


@plugin_cli.command("disable")
@click.argument("name")
@click.argument("slug")
def disable(name: str, slug: str) -> None:
    """Switch the plugin NAME off in the community SLUG; its data stays."""
    _switch(name, slug, on=False)


@plugin_cli.command("forget")
@click.argument("name")
@click.argument("slug")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(name: str, slug: str, yes: bool) -> None:
    """Erase what the plugin NAME keeps in the community SLUG, where it is off; a copy in clear is written first."""
    with _said_in_words(), use(_community_id(slug)) as session:
        reason = forgetting.why_not_forget(name)
        if reason:
            raise SwitchRefused(reason)
        if not yes:
            click.confirm(f"Erase all that {name} keeps in {slug}?", abort=True)
        with removal.copy_on_disk(this_app(), name) as (path, file):
            forgetting.copy(current_community(), name, SYSTEM, file, clear=True)
        number = forgetting.forget(current_community(), name, SYSTEM)
        session.commit()
    click.echo(f"copied to {path}\n{number} rows of {name} are erased in {slug}")


@plugin_cli.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(name: str, yes: bool) -> None:
    """Take the plugin NAME out: copy its data of all communities to disk, erase it and drop its tables.

    Refused while it is on anywhere.
    """
    with _said_in_words():
        removal.judge(name)
        if not yes:
            click.confirm(f"Erase all data of {name} in all communities and drop its tables?", abort=True)
        copies = removal.remove(this_app(), name)
    for path in copies:
        click.echo(f"copied to {path}")
    click.echo(f"{name} has no tables and no data any more. Now take its code away and restart the site:")
    click.echo(f"  {_how_to_uninstall(name)}")


def _how_to_uninstall(name: str) -> str:
    plugin = plugins_of().by_name[name]
    if plugin.find is not None and not plugin.find.package.startswith("plugins."):
        return f"pip uninstall {plugin.find.package.partition('.')[0].replace('_', '-')}"
    return f"rm -r {plugin.folder or (plugin.module and plugin.module.__file__)}"


def _switch(name: str, slug: str, *, on: bool) -> None:
    with _said_in_words(), use(_community_id(slug)) as session:
        (lifecycle.enable if on else lifecycle.disable)(current_community(), name, SYSTEM)
        session.commit()
    click.echo(f"{name} is {'on' if on else 'off'} in {slug}")


def _community_id(slug: str) -> int:
    found = community_by_slug(slug)
    if found is None:
        raise click.ClickException(f"there is no community {slug}")
    community_id = found.id
    db.session.rollback()
    return community_id


@contextmanager
def _said_in_words() -> Iterator[None]:
    """A refusal ends the command with its sentence."""
    try:
        yield
    except LinliError as refusal:
        raise click.ClickException(str(refusal)) from refusal
