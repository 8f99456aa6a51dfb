"""`flask backup` and `flask restore`: one community in one file."""
from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from core.backup.restoring import restore
from core.backup.writing import back_up
from core.clock import now
from core.config import this_app
from core.errors import Refused
from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.tenancy.current import current_id
from core.tenancy.session import use
from core.texts import gettext as _


@click.command("backup")
@click.argument("slug")
@click.option("--into", type=click.Path(dir_okay=False, path_type=Path), help="The file; by default SLUG-<moment>.linli.")
@with_appcontext
def backup_command(slug: str, into: Path | None) -> None:
    """Write the community SLUG into one signed file, while the site runs.

    Encrypted fields stay encrypted: keep the key file too, elsewhere. Sign-ins and codes are left out.
    """
    path = into or Path(f"{slug}-{now():%Y%m%d-%H%M%S}.linli")
    try:
        rows = back_up(this_app(), slug, path)
    except FileExistsError as error:
        said = _("%(path)s 已经有了，没有动它。请换一个文件名，或者先把它移走。", path=path)
        raise click.ClickException(said) from error
    except Refused as error:
        raise click.ClickException(str(error)) from error
    click.echo(_("已写好 %(path)s：%(rows)d 行。", path=path, rows=rows))


@click.command("restore")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Restore without asking.")
@with_appcontext
def restore_command(path: Path, yes: bool) -> None:
    """Put a community back from its file: all that was written there since is lost, and everybody there is signed out."""
    if not yes and not click.confirm(_("备份以后这个社区的改动都会丢失，别的社区不受影响。现在恢复吗？")):
        click.echo(_("没有改动。"))
        return
    try:
        done = restore(this_app(), path)
    except Refused as error:
        raise click.ClickException(str(error)) from error
    with use(done.community_id) as session:
        text = _("从 %(at)s 的备份恢复了整个社区，共 %(rows)d 行", at=f"{done.at:%Y-%m-%d %H:%M} UTC", rows=done.rows)
        text += "".join(f"。{sentence}" for sentence in done.revived)
        audit.write("community.restore", text, actor=SYSTEM, object_kind="community", object_id=current_id())
        session.commit()
    click.echo(_("已恢复 /%(slug)s/：%(rows)d 行。", slug=done.slug, rows=done.rows))
    for sentence in done.revived:
        click.echo(sentence)
