"""What the resident's pages read."""
from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from sqlalchemy import select

from core.accounts.actor import CurrentActor
from core.clock import now
from core.communities.calendar import community_zone
from core.communities.services import community_today, current_community
from core.errors import Missing
from core.kernel import audit
from core.people.models import Consent, Person
from core.people.services import VOLUNTEERING, purpose_of, withdraw_consent
from core.pluginsystem import dispatch
from core.pluginsystem.drawing import draw
from core.pluginsystem.offers import Arrangement, Tile
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.joining import stop_volunteering

TILES, ARRANGED = 4, 8  # more than that is folded, so that the first page stays short
IN_THE_BAR = 420  # tiles from this order on fill an empty place only, because the bottom bar has them too


Address = tuple[Tile, str]


def home(actor: CurrentActor) -> dict[str, Any]:
    """Everything for the first page: each part comes from the plugins that are on."""
    community = current_community()
    arranged = dispatch.ask("arrangements", community, actor=actor)
    arranged = sorted(arranged, key=_comes)
    large, small = tiles(actor)
    return {
        "greeting": greeting(now(), community.timezone),
        "cards": draw("me_cards", community, actor=actor),
        "tiles": large,
        "more": small,
        "arrangements": arranged[:ARRANGED],
        "later": arranged[ARRANGED:],
    }


def _comes(one: Arrangement) -> tuple[bool, bool, bool, datetime]:
    """What waits for an answer comes first, then what is today, then the rest by time."""
    is_today = one.at is not None and one.at.astimezone(community_zone()).date() == community_today()
    return not one.asks, not is_today, one.at is None, one.at or now()


def tiles(actor: CurrentActor) -> tuple[list[Address], list[Address]]:
    """What the person can do here, with addresses: four large buttons and the rest; plugins' first, then core's own."""
    offered = dispatch.ask("tiles", current_community(), actor=actor)
    known = sorted([*offered, *_own_tiles()], key=lambda tile: tile.order)
    rest = [tile for tile in known[TILES:] if tile.order < IN_THE_BAR]
    large, small = ([(tile, url_for(tile.endpoint, **tile.values)) for tile in part] for part in (known[:TILES], rest))
    return large, small


def _own_tiles() -> list[Tile]:
    return [
        Tile(_("服务记录"), _("帮过谁，谁帮过我"), "me.service_records", "history", "blue", 400),
        Tile(_("做志愿者"), _("来了就做志愿者"), "volunteers.apply", "heart-handshake", "red", 410),
        Tile(_("消息"), _("社区给我的通知"), "me.inbox", "bell", "gold", 420),
        Tile(_("我的资料"), _("电话、密码、同意书"), "me.profile", "user", "green", 430),
    ]


def greeting(moment: datetime, zone: str) -> str:
    """Good morning, afternoon or evening, by the community's clock."""
    hour = moment.astimezone(ZoneInfo(zone)).hour
    if 5 <= hour < 12:
        return _("上午好")
    return _("下午好") if 12 <= hour < 18 else _("晚上好")


def done_for(person_id: int, number: int) -> audit.EntryPage:
    """A page of what others did on the person's behalf (代办), newest first."""
    return audit.entries(number, 20, acting_for_id=person_id)


def standing_consents(person: Person) -> list[tuple[Any, Consent]]:
    """What the person agreed to and has not withdrawn."""
    query = select(Consent).where(Consent.person_id == person.id, Consent.withdrawn_at.is_(None))
    return [(purpose_of(row.purpose), row) for row in db.session.scalars(query.order_by(Consent.given_at))]


def withdraw(person: Person, name: str, actor: CurrentActor) -> None:
    """Take a consent back. Who does not want to be a volunteer on these terms is not sent to anybody from now on."""
    purpose = own_consent(person, name)
    withdraw_consent(person, purpose, actor)
    if purpose == VOLUNTEERING:
        stop_volunteering(person, _("本人撤回了同意"))


def own_consent(person: Person, name: str) -> Any:
    """The purpose of one of the person's standing consents; raises Missing."""
    for purpose, _row in standing_consents(person):
        if purpose.name == name:
            return purpose
    raise Missing(_("没有找到这份同意书，可能已经撤回。"))
