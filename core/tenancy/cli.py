"""`flask db`: bring the tables up to date, show where they are, print the roles to make, write a revision."""
from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from core.config import Settings, this_app
from core.tenancy import rls
from core.tenancy.failures import MigrationFailed
from core.tenancy.histories import histories, pending

db_cli = AppGroup("db", help="Tables and roles of the database.")


@db_cli.command("upgrade")
@click.argument("owner", required=False)
@click.option("--go-on", is_flag=True, help="End with 0 although a plugin's revision fails: the site runs without it.")
def upgrade(owner: str | None, go_on: bool) -> None:
    """Bring the tables of core and every plugin (or of OWNER alone) to their newest revision.

    What fails is rolled back and named, plugin by plugin; core's own failure ends the command at once.
    """
    failed = upgraded(owner)
    status()
    for failure in failed:
        click.echo(f"Error: {failure}", err=True)
    if failed and not go_on:
        raise SystemExit(1)


def upgraded(owner: str | None) -> list[Exception]:
    """Upgrade one owner or all; what failed of plugins when it was all. Else a failure ends the command with its sentence."""
    from core.tenancy import migrations  # Alembic, for these commands only

    if owner is not None and owner not in histories():
        raise click.ClickException(f"there is no plugin {owner} with tables: {', '.join(histories())}")
    try:
        if owner is None:
            return list(migrations.upgrade_all(this_app()))
        migrations.upgrade(this_app(), owner)
    except MigrationFailed as failure:
        raise click.ClickException(str(failure)) from failure
    return []


@db_cli.command("status")
def show_status() -> None:
    """Show the revision of core and of each plugin; ends with 1 when revisions are missing."""
    if status():
        raise SystemExit(1)


def status() -> bool:
    """Print where each history is; True when something is pending."""
    from core.tenancy import migrations

    missing = pending(this_app())
    for owner in histories():
        at = migrations.current(this_app(), owner) or "no tables"
        lacking = f", lacks {', '.join(missing[owner])}" if owner in missing else ""
        click.echo(f"{owner}: {at}{lacking}")
    return bool(missing)


@db_cli.command("roles", with_appcontext=False)
@click.option("--apply", is_flag=True, help="Put policies and grants on the tables now, as the owner.")
def roles(apply: bool) -> None:
    """Print the SQL that makes the three PostgreSQL roles; an administrator runs it once, before all else."""
    # Printed without the app, which cannot start before its own role is there.
    for statement in rls.role_statements(Settings()):
        click.echo(f"{statement};")
    if apply:
        _protect()


@with_appcontext
def _protect() -> None:
    from core.tenancy import migrations

    with migrations.migrating(this_app()) as connection:
        rls.protect(this_app(), connection)


@db_cli.command("revision")
@click.argument("owner")
@click.option("-m", "--message", required=True, help="What changes, in a few words.")
def revision(owner: str, message: str) -> None:
    """Write the next revision of OWNER (core or a plugin) from its models; the database must be up to date."""
    from core.tenancy.revisions import CannotFill, make_revision

    try:
        path = make_revision(this_app(), owner, message)
    except CannotFill as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(str(path) if path else "the models and the database agree: nothing to write")
