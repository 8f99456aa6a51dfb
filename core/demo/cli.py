"""`flask demo`: fill communities with invented people, with a progress bar."""
from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext

from core.communities.instance.reader import all_slugs
from core.communities.services import community_by_slug
from core.config import settings_of, this_app
from core.demo.signins import make_operator, password_file
from core.errors import Refused
from core.tenancy.engines import refresh_statistics
from core.tenancy.session import db
from core.texts import gettext as _

if TYPE_CHECKING:
    from rich.progress import Progress


@click.command("demo")
@click.argument("slugs", nargs=-1)
@with_appcontext
def demo(slugs: tuple[str, ...]) -> None:
    """Load demo people into SLUGS (all applied communities with an instance file if none is named), once."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # not for the site

    _allowed()
    chosen = slugs or tuple(slug for slug in all_slugs() if community_by_slug(slug) is not None)
    db.session.rollback()
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns) as progress:
        for slug in chosen:
            _load(progress, slug)
    make_operator()
    refresh_statistics(this_app())
    click.echo(_("演示密码保存在 %(file)s。", file=password_file()))


def _load(progress: Progress, slug: str) -> None:
    from core.demo.loader import load_demo, rows_expected  # not for the site either: all of an invented town

    try:
        task = progress.add_task(slug, total=rows_expected(slug))
        loaded = load_demo(slug, lambda n: progress.advance(task, n))
    except Refused as error:
        raise click.ClickException(str(error)) from error
    done = progress.tasks[task].completed
    text = slug if loaded else _("%(slug)s（已经有了）", slug=slug)
    progress.update(task, description=text, completed=done, total=done)


def _allowed() -> None:
    if not settings_of(current_app).makes_keys:
        raise click.ClickException(_("演示数据带有公开的密码，只能用在演示环境：请设 LINLI_DEMO=1。"))
