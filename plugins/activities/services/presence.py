"""Who is there: by the activity's QR, the person's own, the six digits, the list, or afterwards from a paper sheet."""
from __future__ import annotations

import hmac
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.api import (
    Person,
    TeamMember,
    _,
    is_signed,
    now,
    number_in,
    on_behalf_of,
    session,
    sign_number,
    take_guess,
)

from ..errors import CannotCheckIn, CannotJoin, CannotSumUp, NoSuchActivity
from ..models import Activity, Post, Signup
from ..rules import rules
from ..workflow import SEATED, activity_flow, signup_flow
from . import closing
from .family import of_family
from .joining import check_helper, signup_of
from .leaving import GUESS, for_runner, own, person_called
from .making import find, for_public, new_code
from .making import for_runner as activity_for_runner
from .seats import seat_free

OWNER, WRONG_CODES = "activities", 5


def door_token(activity: Activity) -> str:
    """What the QR at the door says: signed, and worthless once the six digits change."""
    return sign_number(activity.id, OWNER, "door", activity.code)


def renew_code(activity_id: int, actor: Any) -> Activity:
    """Other six digits, when the old ones went round: the QR with the old ones is worthless from now on."""
    activity = activity_flow.lock(activity_for_runner(activity_id, actor))
    activity.code = new_code()
    session.flush()
    return activity


def activity_of_door(token: str) -> Activity:
    """The activity whose QR was read; raises NoSuchActivity for one that is not announced, CannotCheckIn for an old code."""
    activity = for_public(number_in(token))
    if not is_signed(token, OWNER, "door", activity.code):
        raise CannotCheckIn(_("这个签到码已经失效，请扫现场新的二维码。"))
    return activity


def pass_token(signup: Signup) -> str:
    """What the person's own QR says."""
    return sign_number(signup.id, OWNER, "pass")


def signup_of_pass(token: str, actor: Any) -> tuple[Signup, Activity]:
    """The sign-up of a person's QR, for whoever runs the activity; raises Missing."""
    return for_runner(number_in(token) if is_signed(token, OWNER, "pass") else 0, actor)


def arrive(activity: Activity, actor: Any) -> Signup:
    """The person read the QR at the door: they and their children who signed up are here. Raises CannotCheckIn."""
    _check_hour(activity)
    mine = select(Signup).where(Signup.activity_id == activity.id, of_family(actor.person_id)).order_by(Signup.id)
    rows = [row for row in session.scalars(mine) if row.state in SEATED]
    if not rows:
        raise CannotCheckIn(_("您没有报上这个活动，请找现场的负责人登记。"))
    for row in rows:
        if row.state != "attended":
            signup_flow.fire(row, "arrive", actor, way="qr")
    return rows[0]


def by_code(signup_id: int, actor: Any, code: str) -> Signup | None:
    """The person typed the six digits of the day; None when they are wrong, which is counted: commit it."""
    signup = signup_flow.lock(own(signup_id, actor))
    activity = find(signup.activity_id)
    _check_hour(activity)
    if signup.wrong_codes >= WRONG_CODES:
        raise CannotCheckIn(_("签到码输错太多次了，请找现场的负责人登记。"))
    typed = unicodedata.normalize("NFKC", code)  # Chinese keyboards type １ for 1
    if not hmac.compare_digest("".join(filter(str.isdigit, typed)).encode(), activity.code.encode()):
        signup.wrong_codes += 1
        return None
    return signup_flow.fire(signup, "arrive", actor, way="code")


def _check_hour(activity: Activity) -> None:
    rule = rules()
    if activity.state not in ("published", "open", "full", "held"):
        raise CannotCheckIn(_("这个活动现在不能签到，请找负责人登记。"))
    if now() < activity.starts_at - timedelta(minutes=rule.early_minutes):
        raise CannotCheckIn(_("还没到签到时间，请在开始前 %(minutes)d 分钟之内签到。", minutes=rule.early_minutes))
    if now() > activity.ends_at + timedelta(minutes=rule.after_minutes):
        raise CannotCheckIn(_("签到已经结束，来过的请告诉负责人补登。"))


def mark_here(signup_id: int, actor: Any, way: str = "list") -> Signup:
    """The leader ticks somebody off on the list, or reads their QR; after the sum, hours follow."""
    signup, activity = for_runner(signup_id, actor)
    activity = activity_flow.lock(activity)
    if activity.starts_at - timedelta(minutes=rules().early_minutes) > now():
        raise CannotCheckIn(_("活动还没有开始，开始前 %(minutes)d 分钟起可以签到。", minutes=rules().early_minutes))
    if activity.state in ("draft", "cancelled"):
        raise CannotCheckIn(_("这个活动没有在办，不能签到。"))
    signup = signup_flow.fire(signup, "mark_here", actor, way=way)
    if activity.state == "summed_up":
        closing.give_hours(activity, signup, actor)
    return signup


def unmark(signup_id: int, actor: Any) -> Signup:
    """It was somebody else; not once the hours are recorded."""
    signup, activity = for_runner(signup_id, actor)
    if signup.service_record_id is not None or activity.state == "summed_up":
        raise CannotCheckIn(_("总结已经提交，不能撤销签到；确实记错了，请先重新打开总结。"))
    return signup_flow.fire(signup, "unmark", actor)


def walk_in(activity_id: int, person: Person, actor: Any, *, way: str = "list", post_id: int | None = None) -> Signup:
    """Somebody came without having signed up, or is on the paper sheet: noted as there. Raises CannotCheckIn."""
    activity = activity_flow.lock(activity_for_runner(activity_id, actor))
    if activity.starts_at > now() + timedelta(minutes=rules().early_minutes):
        raise CannotCheckIn(_("活动还没有开始，请先替他报名。"))
    if activity.state not in ("published", "open", "full", "held"):
        raise CannotCheckIn(_("这个活动现在不能补登；已经总结的请先重新打开总结。"))
    signup = signup_of(activity.id, person.id)
    post = None if post_id is None else session.get(Post, post_id)
    if post_id is not None and (post is None or post.activity_id != activity.id):
        raise NoSuchActivity
    if signup is None:
        if post is not None:
            _check_post(activity, person, post)
        signup = Signup(activity_id=activity.id, person_id=person.id, post_id=post_id, asked_at=now())
        signup.recorded_by_id = actor.person_id
        signup_flow.start(signup, on_behalf_of(actor, person.id))
        session.flush()
    if signup.state == "attended":
        return signup
    return signup_flow.fire(signup, "mark_here", actor, way=way)


def _check_post(activity: Activity, person: Person, post: Post) -> None:
    # Hours follow from a post: nobody gets them past its skill and its quota by coming without having signed up.
    check_helper(person, post)
    if not seat_free(activity, post):
        raise CannotJoin(_("“%(post)s”岗位已满，请先把岗位名额改多，或登记为参加者。", post=post.title))


@dataclass
class Sheet:
    """What came of a paper sheet: how many are noted by name, and the lines that fit nobody."""

    noted: int = 0
    unknown: list[str] = field(default_factory=list)


LINES, NAMESAKES = 300, 2


def paper(activity_id: int, actor: Any, text: str, guests: int | None = None) -> Sheet:
    """Note everybody on a sheet, one "name phone" a line; guests are counted as a number. Raises CannotSumUp, TooSoon.

    A name alone is enough for who signed up or is in the team; anybody else needs the phone as well. A sheet is counted
    as one try at phones, and looks for a name under two of them at most.
    """
    activity_for_runner(activity_id, actor)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > LINES:
        raise CannotSumUp(_("一次最多 %(count)d 行，请分几次登记。", count=LINES))
    take_guess(GUESS, actor, often=True)
    activity = activity_for_runner(activity_id, actor)
    known, sheet, tried = known_people(activity), Sheet(), Counter[str]()
    for line in lines:
        name, _space, phone = line.replace("，", " ").replace(",", " ").partition(" ")
        tried[name] += bool(phone.strip())
        if not phone.strip():
            person = known.get(name)
        else:
            person = person_called(name, phone) if tried[name] <= NAMESAKES else None
        if person is None:
            sheet.unknown.append(line)
            continue
        walk_in(activity.id, person, actor, way="paper")
        sheet.noted += 1
    if guests is not None:
        if not 0 <= guests <= 10_000:
            raise CannotSumUp(_("没留姓名的人数请填 0 到 10000。"))
        activity.guests = guests
    return sheet


def known_people(activity: Activity) -> dict[str, Person | None]:
    """Those whom a name is enough for; None where two have it."""
    signed = select(Signup.person_id).where(Signup.activity_id == activity.id)
    members = select(TeamMember.person_id).where(TeamMember.team_id == activity.team_id, TeamMember.left_on.is_(None))
    found: dict[str, Person | None] = {}
    for person in session.scalars(select(Person).where(Person.id.in_(signed) | Person.id.in_(members))).unique():
        found[person.name] = None if person.name in found else person
    return found
