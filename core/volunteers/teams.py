"""Teams, a building's mutual-help group, and who must not be sent to whom."""
from __future__ import annotations

from sqlalchemy import ColumnElement, delete, func, or_, select

from core.communities.services import community_today
from core.errors import BadEntry
from core.grids.models import Building
from core.kernel import audit
from core.kernel.actor import Actor
from core.kernel.locking import locked
from core.people.models import Person
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.errors import NoSuchVolunteer
from core.volunteers.models import PersonBlock, Team, TeamMember, Unit
from core.volunteers.posts import check_post

SMALLEST_TEAM, LARGEST_TEAM = 10, 50


def teams(kind: str = "love") -> list[tuple[Team, int]]:
    """Teams of a kind with the number of their members; one statement."""
    members = (
        select(TeamMember.team_id, func.count().label("n"))
        .where(TeamMember.left_on.is_(None))
        .group_by(TeamMember.team_id)
        .subquery()
    )
    query = select(Team, func.coalesce(members.c.n, 0)).outerjoin(members, members.c.team_id == Team.id)
    rows = db.session.execute(query.where(Team.kind == kind).order_by(Team.id))
    return [(team, count) for team, count in rows]


def get_team(team_id: int, actor: Actor, permission: str = "volunteers.view") -> Team:
    """The team, if the actor may see it; raises NoSuchVolunteer."""
    team = db.session.get(Team, team_id)
    if team is None or not actor.can(permission, team):
        raise NoSuchVolunteer(_("没有找到这支队伍，可能已解散。"))
    return team


def building_group(building: Building) -> Team:
    """The mutual-help group 帮帮互助 of a building, made when first asked for."""
    building = locked(building)
    group = db.session.scalar(select(Team).where(Team.kind == "building", Team.building_id == building.id))
    if group is None:
        group = Team(name=building.name, kind="building", building_id=building.id, items=[])
        db.session.add(group)
        db.session.flush()
    return group


def team_members(team: Team) -> list[tuple[Person, str]]:
    """The present members with their posts, the leader first; one statement."""
    query = (
        select(Person, TeamMember.post)
        .join(TeamMember, TeamMember.person_id == Person.id)
        .where(TeamMember.team_id == team.id, TeamMember.left_on.is_(None))
        .order_by(Person.id != (team.leader_id or 0), Person.pinyin, Person.id)
    )
    return [(person, post) for person, post in db.session.execute(query)]


def join_team(team: Team, person: Person, actor: Actor, post: str = "") -> TeamMember:
    """Make a person a member, or change the post of one.

    Raises BadEntry when the team or the post is full, the post's skill is missing, or the person died.
    """
    if person.deceased_on is not None:
        raise BadEntry(_("%(name)s已登记去世，不能加入。", name=person.name))
    team = locked(team)  # who asks for the last place at the same moment waits here
    member = db.session.scalar(
        select(TeamMember).where(TeamMember.team_id == team.id, TeamMember.person_id == person.id)
    )
    if member is None or member.left_on is not None:
        _check_room(team)
    check_post(team, person, post.strip()[:30])
    if member is None:
        member = TeamMember(team_id=team.id, person_id=person.id)
        db.session.add(member)
    if member.left_on is not None or member.joined_on is None:
        member.joined_on, member.left_on = community_today(), None
    member.post = post.strip()[:30]
    db.session.flush()
    _noted("teams.join", _("%(name)s加入%(team)s", name=person.name, team=team.name), team, actor)
    return member


def leave_team(team: Team, person: Person, actor: Actor) -> None:
    """End a membership, and with it the leader's post; the row stays as history. Raises BadEntry."""
    team = locked(team)
    _member(team, person).left_on = community_today()
    if team.leader_id == person.id:
        team.leader_id = None
    db.session.flush()
    _noted("teams.leave", _("%(name)s离开%(team)s", name=person.name, team=team.name), team, actor)


def set_leader(team: Team, person: Person, actor: Actor) -> None:
    """Have a member lead the team. Raises BadEntry for anybody else."""
    team = locked(team)
    _member(team, person)
    team.leader_id = person.id
    db.session.flush()
    _noted("teams.lead", _("%(name)s成为%(team)s的组长", name=person.name, team=team.name), team, actor)


def _member(team: Team, person: Person) -> TeamMember:
    present = (TeamMember.team_id == team.id, TeamMember.person_id == person.id, TeamMember.left_on.is_(None))
    member = db.session.scalar(select(TeamMember).where(*present))
    if member is None:
        raise BadEntry(_("%(name)s不在这支队伍里。", name=person.name))
    return member


def block(person: Person, other: Person, actor: Actor, reason: str) -> None:
    """Never send these two to each other, whichever of them helps. Raises BadEntry without a reason."""
    if person.id == other.id or not reason.strip():
        raise BadEntry(_("请选择两位不同的人，并写明原因。"))
    locked(min(person, other, key=lambda one: one.id))  # two workers who note the same pair at once note it once
    if db.session.scalar(select(PersonBlock.id).where(_pair(person.id, other.id)).limit(1)) is None:
        db.session.add(PersonBlock(person_id=person.id, other_id=other.id, reason=reason.strip()[:200]))
        db.session.flush()
        _noted("people.block", _("登记两人互相回避"), person, actor, "person")


def blocks_of(person: Person) -> list[tuple[PersonBlock, Person]]:
    """Whom the person must not meet, whoever noted it first, with the entry that says why; one statement."""
    mine = (PersonBlock.person_id == person.id) | (PersonBlock.other_id == person.id)
    query = select(PersonBlock, Person).join(Person, Person.id.in_([PersonBlock.person_id, PersonBlock.other_id]))
    found = db.session.execute(query.where(mine, Person.id != person.id).order_by(Person.pinyin, Person.id))
    return [(row, other) for row, other in found]


def unblock(person: Person, other: Person, actor: Actor) -> None:
    """Take a block back."""
    gone = delete(PersonBlock).where(_pair(person.id, other.id))
    db.session.execute(gone.execution_options(synchronize_session="fetch"))
    _noted("people.unblock", _("取消两人互相回避"), person, actor, "person")


def units(co_building: bool | None = None) -> list[Unit]:
    """Member units by name; True: only those that build the community together with it."""
    query = select(Unit).order_by(Unit.name)
    return list(db.session.scalars(query if co_building is None else query.where(Unit.co_building.is_(co_building))))


def _pair(one: int, two: int) -> ColumnElement[bool]:
    return or_(
        (PersonBlock.person_id == one) & (PersonBlock.other_id == two),
        (PersonBlock.person_id == two) & (PersonBlock.other_id == one),
    )


def _check_room(team: Team) -> None:
    count = select(func.count()).select_from(TeamMember)
    present = count.where(TeamMember.team_id == team.id, TeamMember.left_on.is_(None))
    if (db.session.scalar(present) or 0) >= LARGEST_TEAM:
        raise BadEntry(_("%(team)s已满 %(n)s 人，请加入别的队伍或另建一支。", team=team.name, n=LARGEST_TEAM))


def _noted(action: str, text: str, row: Team | Person, actor: Actor, kind: str = "team") -> None:
    audit.write(action, text, actor=actor, object_kind=kind, object_id=row.id)
