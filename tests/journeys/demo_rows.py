"""Ids of rows of the demo that have something to show; they fill the braces of the pages."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from core.accounts.actor import actor_for
from core.accounts.models import Registration
from core.accounts.registration import register
from core.clock import now
from core.communities.services import community_by_slug
from core.grids.models import Building
from core.kernel.actor import SYSTEM
from core.kernel.ledger.models import LedgerTransfer
from core.people.ages import GROWN_UP, born_by
from core.people.approvals import approve, ask_approval
from core.people.children_models import Guardianship
from core.people.models import Household, Person
from core.places.models import Place
from core.privacy.requests import ask_erasure
from core.tenancy.session import db, use
from core.volunteers.models import Team, Unit, Volunteer
from plugins.activities.models import Activity, Meeting, Plan, Series, Signup
from plugins.after_school.models import ClassDay, Course, Seat
from plugins.love_savings.batch_models import Batch
from plugins.love_savings.book_models import Certificate
from plugins.love_savings.models import Request
from plugins.micro_wish.models import Claim, Wish
from plugins.micro_wish.services.handover import introduce, prepare
from plugins.paired_help.models import Case, Visit
from plugins.venues.models import Booking, Equipment
from tests.journeys.cast import ADMIN, PASSWORD, RESIDENT, VOLUNTEER, WORKER


def rows_of_demo(app: Flask) -> dict[str, int]:
    """One id for each brace; every one is there."""
    with app.app_context():
        found = community_by_slug("xinzhu")
        assert found is not None
        community_id = found.id
        db.session.rollback()
        with use(community_id) as session:
            asks = session.scalars(select(Person).where(Person.phone.matches(RESIDENT))).one()
            helps = session.scalars(select(Person).where(Person.phone.matches(VOLUNTEER))).one()
            rows = {
                **_core(session, asks, helps), **_love_savings(session, asks, helps), **_venues(session, asks),
                **_micro_wish(session, asks, helps), **_paired_help(session, asks), **_activities(session, helps),
                **_classes(session, asks.id), **_opened(session, asks), "brought": _brought(session, helps),
            }  # fmt: skip
            session.commit()
        assert None not in rows.values(), rows
        return rows


def _core(session: Any, asks: Person, helps: Person) -> dict[str, int]:
    children = select(Guardianship.child_id).join(Person, Person.id == Guardianship.child_id)
    return {
        "person": asks.id, "helper": helps.id, "building": asks.building_id, "room": asks.room_id,
        "household": session.scalar(select(Household.id).where(Household.room_id == asks.room_id)),
        "volunteer": session.scalar(select(Volunteer.id).where(Volunteer.person_id == helps.id)),
        "team": session.scalar(select(Team.id).order_by(Team.id)),
        "place": session.scalar(select(Place.id).order_by(Place.position)),
        "child": session.scalar(children.where(Person.building_id == asks.building_id).order_by(Person.id)),
        "registration": _registration(session, asks.building_id),
        "erasure": _erasure(session, asks),
    }  # fmt: skip


def _erasure(session: Any, asks: Person) -> int:
    """The wish of a grown-up neighbour."""
    grown = (Person.building_id == asks.building_id, Person.id != asks.id, Person.birth_date <= born_by(GROWN_UP))
    neighbour = session.scalars(select(Person).where(*grown).order_by(Person.id).limit(1)).one()
    return ask_erasure(neighbour, SYSTEM, "要搬去儿子家").id


def _opened(session: Any, asks: Person) -> dict[str, int]:
    """A second child near by, whose record the worker may open."""
    worker, admin = (
        actor_for(session.scalars(select(Person).where(Person.phone.matches(phone))).one()) for phone in (WORKER, ADMIN)
    )
    children = select(Guardianship.child_id).join(Person, Person.id == Guardianship.child_id)
    near = children.where(Person.building_id.in_(_buildings_near(asks)), Person.building_id != asks.building_id)
    child_id = session.scalar(near.order_by(Person.id))
    approve(ask_approval(worker, "监护关系变更", child_id=child_id), admin, until=now() + timedelta(days=7))
    return {"opened": child_id}


def _registration(session: Any, building_id: int) -> int:
    register(
        name="程念慈", phone="13912340000", password=PASSWORD, address="127.0.0.1", building_id=building_id,
        room_text="2单元502",
    )
    return int(session.scalar(select(Registration.id).where(Registration.state == "waiting")))


def _love_savings(session: Any, asks: Person, helps: Person) -> dict[str, int]:
    newest = select(Request.id).order_by(Request.id.desc())
    return {
        "own": session.scalar(newest.where(Request.person_id == asks.id)),
        "waiting": session.scalar(newest.where(Request.state == "verified")),
        "disputed": session.scalar(newest.where(Request.state == "disputed")),
        "booked": session.scalar(select(func.max(LedgerTransfer.id)).where(LedgerTransfer.key.startswith("love_savings.gift:"))),
        "batch": session.scalar(select(Batch.id)),
        "certificate": session.scalar(select(Certificate.id).where(Certificate.person_id == helps.id)),
        "job": session.scalar(newest.where(Request.helper_id == helps.id, Request.state == "accepted")),
    }


def _venues(session: Any, asks: Person) -> dict[str, int]:
    asked = select(Booking.id).where(Booking.person_id == asks.id, Booking.state == "requested")
    return {
        "hall": session.scalar(select(Place.id).where(Place.kind == "hall")),
        "booking": session.scalar(asked.order_by(Booking.id)),
        "equipment": session.scalar(select(Equipment.id).order_by(Equipment.id)),
    }


def _micro_wish(session: Any, asks: Person, helps: Person) -> dict[str, int]:
    near = Wish.building_id.in_(_buildings_near(asks))
    promised = select(Claim.id).where(Claim.person_id == helps.id, Claim.state == "promised")
    return {
        "wish": session.scalar(select(Wish.id).where(Wish.person_id == asks.id, Wish.state == "at_station")),
        "number": session.scalar(select(Wish.number).where(Wish.state == "published").order_by(Wish.number)),
        "published": session.scalar(select(Wish.id).where(Wish.state == "published", near)),
        "unit": session.scalar(select(Unit.id).order_by(Unit.id)),
        "fresh": session.scalar(select(Wish.id).where(Wish.state == "verified", near)),
        "claim": session.scalar(promised),
    }


def _brought(session: Any, helps: Person) -> int:
    """The volunteer's late claim: ready now, and the resident agreed that the volunteer comes to the door."""
    late = session.scalars(select(Claim).where(Claim.person_id == helps.id, Claim.state == "overdue")).one()
    introduce(late.wish_id, SYSTEM, "电话里同意了")
    prepare(late.wish_id, SYSTEM)
    return int(late.id)


def _paired_help(session: Any, asks: Person) -> dict[str, int]:
    trial = select(Case.id).where(Case.building_id.in_(_buildings_near(asks)), Case.state == "graduating")
    waiting = select(Visit.case_id, Visit.id).join(Case, Case.id == Visit.case_id).where(
        Visit.state.in_(("planned", "grid")), Case.building_id.in_(_buildings_near(asks)), Case.state == "active"
    )
    trial_visit = session.execute(waiting.order_by(Visit.id)).first()
    return {
        "pair": session.scalar(select(Case.id).where(Case.person_id == asks.id)),
        "pair_visit": session.scalar(select(Visit.id).where(Visit.person_id == asks.id, Visit.state == "planned")),
        "trial": session.scalar(trial),
        "noted": trial_visit[0], "noted_visit": trial_visit[1],
        "unpaired": session.scalar(select(Case.id).where(Case.state == "planned").order_by(Case.id)),
    }


def _activities(session: Any, helps: Person) -> dict[str, int]:
    return {
        "activity": session.scalar(select(Activity.id).where(Activity.state == "held")),
        "planned": session.scalar(select(Activity.id).where(Activity.state == "open").order_by(Activity.id)),
        "plan": session.scalar(select(Plan.id).where(Plan.state == "draft")),
        "signup": session.scalar(select(Signup.id).where(Signup.person_id == helps.id).order_by(Signup.id.desc())),
        "meeting": session.scalar(select(Meeting.id).order_by(Meeting.id)),
        "series": session.scalar(select(Series.id).order_by(Series.id)),
    }


def _classes(session: Any, guardian_id: int) -> dict[str, int]:
    """Today's class and a child of the demo's resident who is in it."""
    lesson = session.scalars(select(ClassDay).where(ClassDay.state == "open")).one()
    course = session.get_one(Course, lesson.course_id)
    own = select(Guardianship.child_id).where(Guardianship.guardian_id == guardian_id)
    seats = select(Seat.child_id).where(Seat.class_day_id == lesson.id, Seat.child_id.in_(own))
    return {
        "lesson": lesson.id, "course": course.id, "term": course.term_id, "pupil": session.scalar(seats.order_by(Seat.id)),
        "open_course": session.scalar(select(Course.id).where(Course.state.in_(("draft", "open")))),
    }


def _buildings_near(asks: Person) -> Any:
    return select(Building.id).where(Building.grid_id == asks.building.grid_id)
