"""`flask doctor`: looks at everything, also where the site does not start, and ends with 1 when something is wrong."""
from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from core.communities.models import Community
from core.config import Settings, settings_of
from core.doctor import community, database, machine
from core.doctor.finding import Check, Finding, sentence
from core.pluginsystem.registry import plugins_of
from core.tenancy.session import db, use
from core.tenancy.wsgi import CommunityRow

BROKEN = Finding("", "Mend what stands above first, then run the doctor again.")


@click.command("doctor")
@click.pass_obj
def doctor(info: ScriptInfo) -> None:
    """Find what is wrong with this installation, and say what to do about it."""
    wrong = 0
    for title, findings in examine(info):
        wrong += len(findings)
        click.echo(f"{'ok ' if not findings else 'BAD'}  {title}")
        for finding in findings:
            click.echo(f"     {finding.problem}\n     -> {finding.remedy}")
    click.echo(f"{wrong} things are wrong" if wrong > 1 else "one thing is wrong" if wrong else "nothing is wrong")
    if wrong:
        raise SystemExit(1)


def examine(info: ScriptInfo) -> Iterator[tuple[str, list[Finding]]]:
    """Title and findings of each look, as far as the installation allows to look."""
    app, failure = _load(info)
    settings = settings_of(app) if app else Settings()
    for check in machine.CHECKS:
        yield check.title, _looked(check, settings)
    yield "start", [] if app else [Finding(f"The site does not start: {failure}.", BROKEN.remedy)]
    if app is not None:
        with app.app_context():
            yield from _examine_site(app)


def _load(info: ScriptInfo) -> tuple[Flask | None, str]:
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # what goes wrong is said in sentences below
    try:
        return info.load_app(), ""
    except (Exception, SystemExit) as error:
        return None, sentence(error)
    finally:
        logging.disable(level)


def _examine_site(app: Flask) -> Iterator[tuple[str, list[Finding]]]:
    unreachable = _looked(database.CONNECTION, app)
    yield database.CONNECTION.title, unreachable
    if unreachable:
        return
    for check in database.CHECKS:
        yield check.title, _looked(check, app)
    yield "installed plugins", list(_refused_plugins(app))
    try:
        rows = db.session.execute(select(Community.id, Community.slug, Community.name, Community.version)).all()
    except SQLAlchemyError as error:
        yield "communities", [Finding(f"The communities cannot be read: {sentence(error)}.", "Run: flask db upgrade")]
        return
    db.session.rollback()
    for row in rows:
        with use(row.id):
            for check in community.CHECKS:
                yield f"{row.slug}: {check.title}", _looked(check, CommunityRow(*row))
                db.session.rollback()


def _refused_plugins(app: Flask) -> Iterator[Finding]:
    """Plugins that were found and left out, whether a community uses them or not."""
    for plugin in plugins_of(app):
        if plugin.refused or plugin in plugins_of(app).doubles:
            yield Finding(f"The plugin {plugin.name} is left out: {plugin.reason}", "Mend the plugin, or take it away.")


def _looked(check: Check, at: Any) -> list[Finding]:
    """A look that fails is a finding, and stops no other."""
    try:
        found: Iterable[Finding] = check.look(at)
        return list(found)
    except Exception as error:
        return [Finding(f"This could not be looked at: {sentence(error)}", BROKEN.remedy)]
