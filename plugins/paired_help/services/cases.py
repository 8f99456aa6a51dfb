"""A case from the first look to its end: opened, assessed, agreed to, planned, carried on, closed, reopened."""
from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.api import (
    SYSTEM,
    Actor,
    Person,
    Refused,
    _,
    audit,
    community_today,
    get_person,
    give_consent,
    is_child,
    session,
    withdraw_consent,
)

from .. import CARE
from ..errors import CannotOpen, no_case
from ..models import STANDING, Case
from ..terms import NEEDS
from ..workflow import HELPED, MANAGE, case_flow
from . import matching, visits

VIEW = "paired_help.view"
# The plan stands and may be changed.
PLANNED = ("planned", "matched", *HELPED)
CLOSING = ("decline", "transfer", "died", "stop")


def the_case(case_id: int, actor: Actor, permission: str = VIEW) -> Case:
    """The case, for somebody with the permission in its place; raises Missing for every other one alike."""
    case = session.get(Case, case_id)
    if case is None or not actor.can(permission, case):
        raise no_case()
    return case


def open_case(actor: Actor, person_id: int, *, source: str, situation: str) -> Case:
    """A new case for a resident whom the actor may see. Raises CannotOpen, Missing."""
    person = get_person(person_id, actor)
    if not actor.can(MANAGE, person):
        raise no_case()
    if person.household_id is None or person.deceased_on is not None:
        raise CannotOpen(_("%(name)s现在没有住在社区，请先登记住址再建档。", name=person.name))
    if is_child(person):
        raise CannotOpen(_("%(name)s未满 14 岁，请为监护人建档，把孩子的难处写在情况里。", name=person.name))
    standing = standing_case(person.id)
    if standing is not None:
        raise _there_is_one(person, standing)
    case = Case(
        person_id=person.id, household_id=person.household_id, building_id=person.building_id, source=source,
        opened_on=community_today(), recorded_by_id=actor.person_id, needs=[],
    )
    case.situation = situation
    try:
        with session.begin_nested():
            case_flow.start(case, actor)
            session.flush()
    except IntegrityError as error:
        found = standing_case(person.id)
        if found is None:
            raise
        raise _there_is_one(person, found) from error
    return case


def standing_case(person_id: int) -> Case | None:
    """The person's one case that is neither closed nor refused."""
    return session.scalar(select(Case).where(Case.person_id == person_id, STANDING))


def _there_is_one(person: Person, case: Case) -> CannotOpen:
    if case.state == "graduated":
        return CannotOpen(_("%(name)s以前退出过帮扶，请打开原来的档案，点“困难又来了，重新帮扶”。", name=person.name))
    return CannotOpen(_("%(name)s已经有一份帮扶档案，请打开原来的档案接着办。", name=person.name))


def consent(case_id: int, actor: Actor) -> Case:
    """Note the person's yes, which the actor has just heard, and go on."""
    case = case_flow.lock(the_case(case_id, actor, MANAGE))
    if case.state == "assessed":
        give_consent(session.get_one(Person, case.person_id), CARE, actor)
    return case_flow.fire(case, "consent", actor)


def plan(
    case_id: int, actor: Actor, *, needs: list[str], goals: str, skill_id: int | None = None, language: str = ""
) -> Case:
    """What is needed and what is to be reached; may be changed as long as the case is open."""
    case = case_flow.lock(the_case(case_id, actor, MANAGE))
    wanted = [key for key in NEEDS if key in needs]
    values = {"needs": wanted, "goals": goals, "skill_id": skill_id, "language": language}
    if case.state not in PLANNED:
        return case_flow.fire(case, "plan", actor, **values)
    for name, value in values.items():
        setattr(case, name, value)
    audit.write("paired_help.plan", _("修改了帮扶计划"), actor=actor, object_kind=Case.__tablename__, object_id=case.id)
    session.flush()
    return case


def step(case_id: int, name: str, actor: Actor, reason: str = "") -> Case:
    """One step by a worker, with what it brings: visits planned, called off, helpers set free."""
    case = case_flow.fire(the_case(case_id, actor, MANAGE), name, actor, reason=reason)
    _follow(case, name, reason, actor)
    return case


def stop(case: Case, actor: Actor, reason: str) -> Case:
    """The person does not want to be helped any more: the case ends and the consent is withdrawn."""
    case = case_flow.fire(case, "stop", actor, reason=reason)
    withdraw_consent(session.get_one(Person, case.person_id), CARE, actor)
    _follow(case, "stop", reason, actor)
    return case


def end_without_consent(person_id: int) -> None:
    """The person took the consent back somewhere else, such as on the own profile; what has ended already stays."""
    case = standing_case(person_id)
    if case is not None and case.state in ("consented", *PLANNED):
        reason = str(_("本人撤回了同意"))
        _follow(case_flow.fire(case, "decline", SYSTEM, reason=reason), "decline", reason, SYSTEM)


def follow(person_id: int) -> None:
    """The person lives behind another door now: address and responsible workers change with it, of closed cases too."""
    person = session.get(Person, person_id)
    if person is not None and person.household_id is not None:
        home = {"household_id": person.household_id, "building_id": person.building_id}
        session.execute(update(Case).where(Case.person_id == person_id).values(**home))


def follow_all() -> None:
    """The same for everybody who moved while the service was off and heard of nothing."""
    movers = select(Case.person_id).join(Person, Person.id == Case.person_id)
    for person_id in session.scalars(movers.where(Person.household_id.is_distinct_from(Case.household_id)).distinct()).all():
        follow(person_id)


def end_by_leaving(case: Case, name: str, reason: str) -> None:
    """The register says that the person died ("died") or lives here no more ("transfer")."""
    _follow(case_flow.fire(case, name, SYSTEM, reason=reason), name, reason, SYSTEM)


def _follow(case: Case, name: str, reason: str, actor: Actor) -> None:
    if name == "begin":
        visits.plan_first(case)
    elif name in ("try_out", "fall_back"):
        visits.plan_anew(case)
    elif name in (*CLOSING, "graduate"):
        visits.call_off(case)
        matching.end_all(case, reason or str(case_flow.graph.transitions[name].title))
    if name == "reopen":
        visits.call_off(case)
    if name == "graduate":
        visits.plan_control(case)


def note_own_view(case: Case, words: str) -> None:
    """What the person says about standing alone, asked before the signatures."""
    if not words.strip():
        raise Refused(_("请写下本人自己的看法，一句话也行。"))
    case.own_view = words


def own_case(actor: Actor) -> Case | None:
    """The case of the person who looks."""
    return standing_case(actor.person_id) if actor.person_id else None

