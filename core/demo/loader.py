"""Load a community's demo: drawn from its seed and the day, written once, in one transaction."""
from __future__ import annotations

import logging
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import select

from core.clock import now, today
from core.communities.instance.faults import FileRefused, fault
from core.communities.instance.reader import read_instance
from core.communities.models import Community
from core.communities.state import bump_version, current_community
from core.demo import children, groups, register, signins, volunteers
from core.demo.town import Town
from core.errors import Refused
from core.grids.models import Building, Grid, Room
from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.pluginsystem import dispatch
from core.pluginsystem.registry import plugins_of
from core.tenancy.session import db, use
from core.texts import gettext as _

log = logging.getLogger("linli.demo")
ROWS_PER_RESIDENT = 3.0  # about, for the progress bar


def load_demo(slug: str, step: Callable[[int], None] = lambda n: None) -> bool:
    """Fill an applied community with invented people, once; its enabled plugins add theirs, each once. Commits.

    False when there was nothing left to do. A plugin that fails is logged and tried again by the next call.

    Raises Refused when the community or its figures are missing, or its buildings have too few rooms.
    """
    instance = read_instance(slug)
    if instance.file.demo is None:
        raise FileRefused([fault(instance.name, "demo", _("缺少这个键"), _("演示数据的各个数目"))])
    found = db.session.scalar(select(Community.id).where(Community.slug == slug))
    db.session.rollback()
    if found is None:
        raise Refused(_("还没有社区 %(slug)s，请先运行 flask community apply %(slug)s。", slug=slug))
    with use(found) as session:
        row = session.scalars(select(Community).where(Community.id == found).with_for_update()).one()
        fresh = row.demo_loaded_at is None
        if fresh:
            town = Town(instance.file.demo, today(row.timezone), _chance(instance.file.demo.seed))
            _write(town, (row.plan_width, row.plan_height), step)
            row.demo_loaded_at = now()
            audit.write("demo.load", _("装入演示数据"), actor=SYSTEM, object_kind="community", object_id=found)
            bump_version(found)
        done = list(row.demo_plugins or [])
        row.demo_plugins = done + _tell_plugins(done, instance.file.demo.seed)
        session.commit()
        return fresh or len(row.demo_plugins) > len(done)


def rows_expected(slug: str) -> int:
    """About how many rows a load writes."""
    demo = read_instance(slug).file.demo
    return int(demo.residents * ROWS_PER_RESIDENT) if demo else 0


def _tell_plugins(done: list[Any], seed: int) -> list[str]:
    told: list[str] = []
    community, people = current_community(), signins.people()
    for name in community.plugins:
        if name in done or not plugins_of().is_ready(name):
            continue
        try:
            with db.session.begin_nested():
                dispatch.tell_one("demo_data", community, name, rng=_chance(seed + 1), signins=people)
            told.append(name)
        except Exception:
            log.exception("plugin %s has no demo data in %s: it failed", name, community.slug)
    return told


def _write(town: Town, size: tuple[int, int], step: Callable[[int], None]) -> None:
    grids = list(db.session.scalars(select(Grid).order_by(Grid.code)))
    rooms = _rooms()
    if len(rooms) < town.demo.households or not grids:
        allowed = _("最多 %(n)s 户（buildings.csv 里的房间数）", n=len(rooms))
        raise FileRefused([fault("community.toml", "demo.households", _("楼里住不下"), allowed)])
    town.settle(rooms)
    stars = signins.choose_stars(town, grids)
    register.write_register(town, step)
    register.write_former(town, step)
    units = volunteers.write_units(town, step)
    chosen = volunteers.choose_volunteers(town, stars.in_order[:3], units, size)
    volunteers.write_volunteers(town, chosen, step)
    groups.write_teams(town, chosen, stars.volunteer, step)
    groups.write_buildings(town, step)
    groups.write_workers(town, grids, chosen, stars.worker, step)
    signins.write_signins(town, stars, step)
    children.write_children(town, stars, step)


def _chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311  # invented people, nothing secret


def _rooms() -> list[tuple[Any, Any]]:
    asked = (
        select(
            Building.id, Building.number, Building.name, Building.entrances, Building.grid_id, Building.x, Building.y,
            Room.id.label("room_id"), Room.entrance, Room.number.label("door"),
        )
        .join(Room, Room.building_id == Building.id)
        .order_by(Building.number, Room.entrance, Room.floor, Room.number)
    )  # fmt: skip
    return [(row, _Door(row.room_id, row.entrance, row.door)) for row in db.session.execute(asked)]


class _Door(NamedTuple):
    id: int
    entrance: int
    number: str
