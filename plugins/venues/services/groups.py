"""In whose name somebody may book: the own one, that of a team one leads, that of a unit one speaks for."""
from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from core.api import Team, Unit, _, session, volunteer_of

from ..errors import CannotBook
from ..models import EVERYBODY, STAFF, TEAMS, VOLUNTEERS

APPROVE = "venues.approve"


def teams_of(person_id: int | None, actor: Any) -> list[Team]:
    """The teams that the person leads, or all within the actor's grant over teams."""
    reach = actor.scope("venues.book", Team), actor.scope(APPROVE, Team)
    mine = or_(Team.leader_id == person_id, *reach)
    return list(session.scalars(select(Team).where(mine).order_by(Team.kind.desc(), Team.name)))


def units_of(actor: Any) -> list[Unit]:
    """The units that the actor speaks for."""
    return list(session.scalars(select(Unit).where(actor.scope("venues.book", Unit)).order_by(Unit.name)))


def check_group(person_id: int, actor: Any, team_id: int | None, unit_id: int | None) -> str:
    """The name of the team or unit that books, "" for a person alone; raises CannotBook for one that is not theirs."""
    if team_id:
        team = next((t for t in teams_of(person_id, actor) if t.id == team_id), None)
        if team is None:
            raise CannotBook(_("只有组长能替队伍预约。请组长来约，或请工作人员代办。"), "group")
        return str(team.name)
    if unit_id:
        unit = next((u for u in units_of(actor) if u.id == unit_id), None)
        if unit is None:
            raise CannotBook(_("只有单位联系人能替单位预约。请联系人来约，或请工作人员代办。"), "group")
        return str(unit.name)
    return ""


def check_who(who: str, person_id: int, actor: Any, *, group: bool) -> None:
    """Raises CannotBook unless this place is open to whoever books; staff who act for somebody may always."""
    if who == EVERYBODY or actor.can(APPROVE):
        return
    if who == STAFF:
        raise CannotBook(_("这个场地由工作人员安排，请打电话或到服务中心说一声。"))
    if who == TEAMS and not group:
        raise CannotBook(_("这个场地只给队伍和单位用，请在“以谁的名义”里选您的队伍；没有的话请找组长预约。"), "group")
    if who == VOLUNTEERS and not group:
        volunteer = volunteer_of(person_id)
        if volunteer is None or volunteer.state != "active":
            raise CannotBook(_("这个场地只给志愿者和队伍用。想用的话，先报名做志愿者吧。"))
