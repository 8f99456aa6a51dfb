"""`flask plugin`: what is installed, its tables, and the operator's own switch; authors' commands are in authoring.py."""
from __future__ import annotations

import click
from flask.cli import AppGroup

from core.communities.services import community_by_slug, current_community
from core.config import this_app
from core.errors import LinliError
from core.kernel.actor import SYSTEM
from core.pluginsystem import lifecycle
from core.pluginsystem.authoring import check, new
from core.pluginsystem.registry import State, plugins_of
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

    if name not in histories() or name == "core":
        raise click.ClickException(f"there is no plugin {name} with tables")
    migrations.upgrade(this_app(), name)
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


def _switch(name: str, slug: str, *, on: bool) -> None:
    found = community_by_slug(slug)
    if found is None:
        raise click.ClickException(f"there is no community {slug}")
    community_id = found.id
    db.session.rollback()
    with use(community_id) as session:
        try:
            (lifecycle.enable if on else lifecycle.disable)(current_community(), name, SYSTEM)
        except LinliError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        session.commit()
    click.echo(f"{name} is {'on' if on else 'off'} in {slug}")
