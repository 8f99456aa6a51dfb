"""The leading group 领导小组: who is in it for which unit, its written rules by version, and its minutes."""
from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from core.api import Missing, Person, Refused, Unit, _, audit, community_today, current_community, session

from ..models import Attendance, GroupMember, Meeting, RuleText

GROUP, VIEW = "activities.group", "activities.view"


def is_member(person_id: int | None) -> bool:
    """Whether a person is in the group today."""
    present = (GroupMember.person_id == person_id, GroupMember.until.is_(None))
    return person_id is not None and session.scalar(select(GroupMember.id).where(*present)) is not None


def check_reader(actor: Any) -> None:
    """The group's papers are for its members and for staff; raises Missing for everybody else."""
    if not (actor.can(GROUP) or actor.can(VIEW) or is_member(actor.person_id)):
        raise Missing(_("没有找到这一页。"))


def members() -> list[GroupMember]:
    """The present members, by the order of joining; one statement."""
    query = select(GroupMember).where(GroupMember.until.is_(None)).order_by(GroupMember.since, GroupMember.id)
    return list(session.scalars(query).unique())


def admit(person: Person, actor: Any, *, unit_id: int | None = None, post: str = "") -> GroupMember:
    """Take a person into the group, or note another unit or post. Raises Refused."""
    if unit_id is not None and session.get(Unit, unit_id) is None:
        raise Refused(_("没有这个单位，请从列表里选。"))
    member = session.scalar(select(GroupMember).where(GroupMember.person_id == person.id))
    if member is None:
        member = GroupMember(person_id=person.id, since=community_today())
        session.add(member)
    elif member.until is not None:
        member.since, member.until = community_today(), None
    member.unit_id, member.post = unit_id, post.strip()[:30]
    session.flush()
    audit.write("activities.group_join", _("%(name)s进入领导小组", name=person.name), actor=actor,
                object_kind="activities_group_member", object_id=member.id)  # fmt: skip
    return member


def dismiss(member_id: int, actor: Any) -> None:
    """End a membership; the row stays as history. Raises Missing."""
    member = session.get(GroupMember, member_id)
    if member is None or member.until is not None:
        raise Missing(_("领导小组里没有这个人，可能已经离开。"))
    member.until = community_today()
    session.flush()
    audit.write("activities.group_leave", _("%(name)s离开领导小组", name=member.person.name), actor=actor,
                object_kind="activities_group_member", object_id=member.id)  # fmt: skip


def write_rule(actor: Any, title: str, text: str, valid_from: date, *, public: bool) -> RuleText:
    """A rule, or the next version of the one with this title; old versions stay as they are."""
    title = title.strip()[:60]
    last = session.scalar(select(func.max(RuleText.version)).where(RuleText.title == title)) or 0
    rule = RuleText(
        title=title, version=last + 1, text=text.strip()[:5000], valid_from=valid_from, public=public,
        written_by_id=actor.person_id,
    )
    session.add(rule)
    session.flush()
    return rule


def rules_shown(*, public_only: bool) -> list[RuleText]:
    """Every version, the newest of each rule first; one statement. In public only those rules whose newest is public."""
    query = select(RuleText).order_by(RuleText.title, RuleText.version.desc())
    rows = list(session.scalars(query))
    if not public_only:
        return rows
    newest: dict[str, RuleText] = {}
    for row in rows:
        newest.setdefault(row.title, row)
    return [row for row in newest.values() if row.public]


def write_minutes(
    actor: Any, title: str, held_on: date, text: str, decisions: str, attendee_ids: list[int]
) -> Meeting:
    """The minutes of a meeting, with who was there: members of the group. Raises Refused."""
    known = {member.person_id: member for member in members()}
    if not attendee_ids or not set(attendee_ids) <= known.keys():
        raise Refused(_("请勾选至少一位到会的领导小组成员。"))
    meeting = Meeting(
        title=title.strip()[:60], held_on=held_on, text=text.strip()[:5000], decisions=decisions.strip()[:2000],
        written_by_id=actor.person_id,
    )
    session.add(meeting)
    session.flush()
    for member in (known[person_id] for person_id in dict.fromkeys(attendee_ids)):
        unit = member.unit.name if member.unit is not None else current_community().name
        session.add(Attendance(meeting_id=meeting.id, person_id=member.person_id, spoke_for=unit[:30]))
    session.flush()
    return meeting


def meetings(limit: int = 40) -> list[Meeting]:
    """The latest meetings first."""
    return list(session.scalars(select(Meeting).order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(limit)))


def meeting(meeting_id: int) -> tuple[Meeting, list[str]]:
    """A meeting and who was there for whom; raises Missing."""
    row = session.get(Meeting, meeting_id)
    if row is None:
        raise Missing(_("没有找到这次会议的纪要。"))
    there = select(Person.name, Attendance.spoke_for).join(Attendance, Attendance.person_id == Person.id)
    found = session.execute(there.where(Attendance.meeting_id == meeting_id).order_by(Attendance.id))
    return row, [_("%(name)s（%(unit)s）", name=name, unit=unit) for name, unit in found]
