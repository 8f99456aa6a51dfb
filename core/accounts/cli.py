"""`flask community admin`: whoever runs the installation names a community's first admin."""
from __future__ import annotations

import click
from flask import current_app

from core.accounts.activation import VALID_DAYS
from core.accounts.first_admin import make_admin
from core.communities.cli import group, inside, said
from core.config import settings_of
from core.texts import gettext as _


@group.command("admin")
@click.argument("slug")
@click.option("--name", required=True, help="The person's name.")
@click.option("--phone", required=True, help="The phone to sign in with.")
def make_community_admin(slug: str, name: str, phone: str) -> None:
    """Make a person admin of a community, and show the code that opens their account once."""
    with inside(slug) as session:
        made = said(lambda: make_admin(name, phone))
        session.commit()
    click.echo(
        _("%(name)s已经是 /%(slug)s/ 的社区管理员。", name=name, slug=slug)
        if made.before
        else _("%(name)s现在是 /%(slug)s/ 的社区管理员。", name=name, slug=slug)
    )
    if not made.code:
        click.echo(_("账号已经开通，用自己的手机号和密码登录；忘了密码，在登录页点“忘记密码”。"))
        return
    click.echo(_("激活码：%(code)s（%(days)d 天内有效，只显示这一次）", code=made.code, days=VALID_DAYS))
    click.echo(_("打开 %(address)s 设置密码。", address=_address(slug, made.code.replace("-", ""))))


def _address(slug: str, code: str) -> str:
    base = settings_of(current_app).base_host
    return f"https://{slug}.{base}/activate/{code}" if base else f"/{slug}/activate/{code}"
