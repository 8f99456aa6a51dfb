"""`flask keys`: exchange the keys of the encrypted fields while the site runs."""
from __future__ import annotations

import click
from flask.cli import AppGroup

from core.config import settings_of, this_app
from core.crypto import load_key_file
from core.errors import Refused
from core.keys import rotation

keys_cli = AppGroup("keys", help="Keys of the encrypted fields.")


@keys_cli.command("status")
def status() -> None:
    """Show the keys by number, and what is not yet under the newest."""
    ring = load_key_file(settings_of(this_app()).key_path)
    click.echo(f"keys {', '.join(map(str, sorted(ring.keys)))}; written with: {ring.newest}")
    for name, count in rotation.counts_under_others(this_app(), ring).items():
        if count:
            click.echo(f"  {name}: {count} values under older keys")


@keys_cli.command("rotate")
def rotate() -> None:
    """Make a new key and bring every value under it, while the site runs; after an interruption run it again."""
    done = rotation.rotate(this_app(), click.echo)
    click.echo(f"{done} values rewritten. Back the key file up now; then the old key can go: flask keys remove")


@keys_cli.command("remove")
@click.argument("key_id", type=int)
def remove(key_id: int) -> None:
    """Take key KEY_ID, which nothing needs any more, out of the key file; backups made before stay unreadable without it."""
    try:
        rotation.remove(this_app(), key_id)
    except Refused as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"key {key_id} removed")
