"""`flask community`: list, create, apply and count communities from the command line."""
from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from core.communities.figures import figures
from core.communities.instance import apply as instances
from core.communities.instance import recipe as recipes
from core.communities.instance.export import differences, export
from core.communities.instance.merge import Change, Plan
from core.communities.instance.reader import folder_of
from core.communities.services import all_communities, community_by_slug
from core.errors import Refused
from core.kernel.actor import SYSTEM
from core.tenancy.session import db, use
from core.texts import gettext as _

group = AppGroup("community", help="Communities: their files and figures.")
SHOWN = 12  # lines per part of a plan; the rest is counted


@group.command("list")
def list_communities() -> None:
    """Show every community with its address."""
    for row in all_communities():
        click.echo(f"/{row.slug}/\t{row.name}\t{row.name_en}")


@group.command("create")
@click.argument("slug")
@click.option("--name", required=True, help="The community's name.")
def create_community(slug: str, name: str) -> None:
    """Make a community without an instance file."""
    said(lambda: instances.create(slug, name))
    click.echo(_("已建立 /%(slug)s/（%(name)s）。", slug=slug, name=name))


@group.command("apply")
@click.argument("slug")
@click.option("--yes", is_flag=True, help="Apply without asking.")
def apply_community(slug: str, yes: bool) -> None:
    """Show what the instance file would change, then apply it."""
    plan = said(lambda: instances.plan_for(slug))
    for line in describe(plan):
        click.echo(line)
    if plan.empty:
        said(lambda: instances.apply(slug))
        return
    if yes or click.confirm(_("现在应用吗？")):
        said(lambda: instances.apply(slug))
        click.echo(_("已应用。"))
    else:
        click.echo(_("没有改动。"))


@group.command("diff")
@click.argument("slug")
def diff_community(slug: str) -> None:
    """Show where a community differs from its file ("-" file, "+" now); ends with 1 if it does, as diff does."""
    with inside(slug):
        changes = said(lambda: differences(slug))
    for change in changes:
        if change.before is not None:
            click.echo(f"- {change.key}: {json.dumps(change.before, ensure_ascii=False)}")
        if change.after is not None:
            click.echo(f"+ {change.key}: {json.dumps(change.after, ensure_ascii=False)}")
    if changes:
        raise SystemExit(1)
    click.echo(_("和文件一样。"))


@group.command("export")
@click.argument("slug")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="The folder; by default the instance's own.")
@click.option("--force", is_flag=True, help="Write over files that differ without asking.")
def export_community(slug: str, into: Path | None, force: bool) -> None:
    """Write a community as it runs now into community.toml and buildings.csv."""
    with inside(slug):
        found = said(lambda: export(slug))
    folder = into or folder_of(slug)
    lost = "、".join(map(str, found.overwrites(folder)))
    if lost and not force and not click.confirm(_("%(files)s 已经有了，内容不一样。要换掉吗？", files=lost)):
        click.echo(_("没有改动。"))
        return
    for path in found.write(folder):
        click.echo(path)


@group.command("copy")
@click.argument("source")
@click.argument("target")
@click.option("--yes", is_flag=True, help="Copy without asking.")
def copy_recipe(source: str, target: str, yes: bool) -> None:
    """Show what SOURCE's services, settings, roles and words would change in TARGET, then carry them over."""
    with inside(source):
        tables = recipes.recipe()
    with inside(target) as session:
        plan = said(lambda: recipes.plan_recipe(tables, SYSTEM))
        for line in describe(plan):
            click.echo(line)
        if plan.empty or not (yes or click.confirm(_("现在应用吗？"))):
            return
        said(lambda: recipes.apply_recipe(tables, SYSTEM))
        session.commit()
    click.echo(_("已应用。反悔时运行 flask community undo %(slug)s。", slug=target))


@group.command("undo")
@click.argument("slug")
def undo_recipe(slug: str) -> None:
    """Take back the recipe that was copied last."""
    with inside(slug) as session:
        plan = said(lambda: recipes.undo_recipe(SYSTEM))
        session.commit()
    for line in describe(plan):
        click.echo(line)
    click.echo(_("已撤销。"))


@contextmanager
def inside(slug: str) -> Iterator[Any]:
    """A session of the community at an address, or a message with the known ones."""
    row = community_by_slug(slug)
    if row is None:
        known = "、".join(c.slug for c in all_communities())
        raise click.ClickException(_("没有社区 %(slug)s。现有：%(known)s。", slug=slug, known=known))
    community_id = row.id
    db.session.rollback()
    with use(community_id) as session:
        yield session


@group.command("facts")
@click.argument("slug")
@click.option("--year", type=click.IntRange(1990, 2200), help="The figures of one year.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show_facts(slug: str, year: int | None, as_json: bool) -> None:
    """Count a community's registry and its enabled plugins."""
    with inside(slug):
        found = figures(year)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        for key, value in _lines(found):
            click.echo(f"{key}\t{value}")


def describe(plan: Plan) -> list[str]:
    """The plan in words, one line per key; long parts are cut and counted."""
    lines = [_("计划：%(slug)s", slug=plan.slug) + (_("（新建社区）") if plan.new else "")]
    for sign, title, changes in (
        ("+", _("新增"), plan.added),
        ("~", _("修改"), plan.changed),
        ("-", _("去掉"), plan.removed),
        ("=", _("保留（在网站上改过）"), plan.kept),
    ):
        lines += _section(sign, title, changes)
    lines += [f"! {_('未安装：')}{sentence}" for sentence in plan.missing]
    if plan.empty:
        lines.append(_("没有要改的。"))
    return lines


def _section(sign: str, title: str, changes: list[Change]) -> list[str]:
    lines: list[str] = []
    for _stem, part in groupby(changes, key=lambda change: change.key.split(".")[0]):
        found = list(part)
        lines += [f"{sign} {title} {_shown(change)}" for change in found[:SHOWN]]
        if len(found) > SHOWN:
            lines.append(f"{sign} {title} …… " + _("另有 %(n)s 项", n=len(found) - SHOWN))
    return lines


def _shown(change: Change) -> str:
    before, after = change.before, change.after
    if isinstance(before, bool) and after is None:  # a switch that nobody sets is off
        after = False
    values = [json.dumps(v, ensure_ascii=False) for v in (before, after) if v is not None]
    return f"{change.key}: {' -> '.join(values)}"


def _lines(tree: dict[str, Any], stem: str = "") -> list[tuple[str, Any]]:
    return [
        line
        for key, value in tree.items()
        for line in (_lines(value, f"{stem}{key}.") if isinstance(value, dict) else [(f"{stem}{key}", value)])
    ]


def said(work: Any) -> Any:
    try:
        return work()
    except Refused as error:
        raise click.ClickException(str(error)) from error
