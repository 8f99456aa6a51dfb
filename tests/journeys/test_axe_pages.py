"""Every page of core and of love savings on real data: for machines and eyes, on phone and desktop, by day and night."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from core.accounts.models import Registration
from core.accounts.registration import register
from core.communities.services import community_by_slug
from core.grids.models import Building
from core.people.children_models import Guardianship
from core.people.models import Person
from core.places.models import Place
from core.tenancy.session import db, use
from core.testing_browser import DESKTOP, PHONE, axe_findings, overflow, serving, watched
from core.volunteers.models import Team, Volunteer
from plugins.activities.models import Activity
from plugins.after_school.models import ClassDay, Course, Seat
from plugins.love_savings.models import Request
from plugins.micro_wish.models import Claim, Wish
from plugins.paired_help.models import Case, Visit
from plugins.venues.models import Booking
from tests.journeys.cast import ADMIN, PASSWORD, RESIDENT, VOLUNTEER, WORKER, fill_in_sign_in

NARROW = {"width": 320, "height": 700}
SIGN_INS = {"resident": RESIDENT, "volunteer": VOLUNTEER, "worker": WORKER, "admin": ADMIN}
# Who opens what; names in braces are filled in with rows of the demo.
PAGES = {
    "visitor": (
        "/", "/login", "/activate", "/reset", "/reset/new", "/register", "/register/done", "/volunteer/applied",
        "/venues/", "/venues/places/{hall}",
        "/micro-wish/", "/love-savings/lobby",
        "/after-school/", "/after-school/teach", "/after-school/terms/{term}/draw",
    ),
    "public": ("/activities/", "/activities/a/{activity}", "/activities/rules"),
    "operator": ("/platform/login", "/platform/", "/platform/totp"),
    "resident": (
        "/me/", "/me/inbox", "/me/services", "/me/profile", "/me/children", "/me/children/new", "/me/done-for-me", "/password",
        "/devices", "/totp", "/volunteer/apply", "/love-savings/ask", "/love-savings/card", "/love-savings/card/gift",
        "/love-savings/card/donate", "/love-savings/card/paper", "/love-savings/asked", "/love-savings/asked/{own}",
        "/love-savings/requests/{own}/problem",
        "/venues/places/{hall}/book", "/venues/mine/{booking}",
        "/micro-wish/make", "/micro-wish/mine/{wish}", "/paired-help/me",
        "/after-school/mine", "/after-school/enrol/{term}", "/after-school/children/{pupil}",
        "/after-school/children/{pupil}/health/{term}",
    ),
    "volunteer": (
        "/me/", "/love-savings/mine", "/love-savings/mine/jobs/{job}", "/love-savings/certificate", "/micro-wish/claims/{claim}",
        "/love-savings/mine/jobs/{job}/arrive", "/love-savings/mine/jobs/{job}/confirm", "/love-savings/mine/jobs/{job}/pause",
        "/micro-wish/no/{number}/claim", "/paired-help/mine", "/paired-help/mine/visits/{pair_visit}",
        "/activities/lead", "/activities/lead/{activity}", "/activities/lead/{activity}/result", "/activities/plans",
        "/activities/lead/new", "/activities/mine",
        "/after-school/teaching", "/after-school/days/{lesson}", "/after-school/days/{lesson}/children/{pupil}",
        "/after-school/days/{lesson}/evacuation",
    ),
    "worker": (
        "/desk/", "/desk/people", "/desk/search?q=a", "/desk/people/{person}", "/desk/people/{person}/edit", "/desk/people/{person}/blocks?q=a", "/desk/people/new",
        "/desk/people/{person}/children/new", "/desk/people/{child}",
        "/desk/buildings", "/desk/buildings/{building}", "/desk/rooms/{room}", "/desk/volunteers",
        "/desk/volunteers/{volunteer}", "/desk/volunteers/{volunteer}/edit", "/love-savings/", "/love-savings/requests/{own}", "/love-savings/pairs",
        "/venues/desk/", "/venues/desk/bookings/{booking}/approve", "/venues/desk/day",
        "/micro-wish/desk", "/micro-wish/wishes/{wish}", "/micro-wish/wishes/{wish}/hand-over", "/micro-wish/cards",
        "/paired-help/?show=open", "/paired-help/cases/{pair}", "/paired-help/cases/{trial}/sheet", "/paired-help/cases/{trial}/sign/resident",
        "/after-school/desk", "/after-school/terms/{term}", "/after-school/courses/{course}", "/after-school/timetable",
    ),
    "admin": (
        "/activities/desk", "/activities/report", "/activities/group", "/activities/lead/{activity}",
        "/desk/teams", "/desk/teams/{team}", "/desk/teams/{team}?q=a", "/desk/units",
        "/desk/places", "/desk/places/{place}", "/desk/places/new",
        "/venues/desk/places/{hall}/rules",
        "/desk/registrations", "/desk/approvals", "/desk/registrations/{registration}", "/love-savings/requests/{waiting}/match", "/love-savings/requests/{disputed}/ruling",
        "/love-savings/requests/new", "/love-savings/requests/new?person_id={person}", "/love-savings/cards/{person}",
        "/love-savings/cards/{person}/paper", "/love-savings/books", "/love-savings/grants", "/love-savings/prices", "/love-savings/cards/print",
        "/love-savings/batches/new", "/love-savings/replay?show=all", "/love-savings/fairness", "/love-savings/late-credit",
        "/micro-wish/reasons", "/micro-wish/units",
        "/console/", "/console/problems", "/console/plugins", "/console/plugins/love_savings", "/console/plugins/love_savings/off", "/console/plugins/love_savings/forget", "/console/profile", "/console/words", "/console/recipe",
        "/console/roles", "/console/people", "/console/people/{person}/grant", "/console/records", "/paired-help/cases/{unpaired}/match",
        "/after-school/terms/{term}/enrolments?show=accepted", "/after-school/terms/{term}/children/{pupil}",
        "/after-school/terms/{term}/courses/new", "/after-school/days/{lesson}/plan",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def shown(loaded: Callable[..., Any], browser: Any) -> Iterator[Callable[[str, str], Any]]:
    """`shown(who, path)`: a page there in the one browser of that person, who signed in once."""
    app = loaded("sqlite").app
    rows = _rows(app)
    contexts: dict[str, Any] = {}
    with serving(app) as address:

        def show(who: str, path: str) -> Any:
            if who not in contexts:
                contexts[who] = browser.new_context()
                _sign_in(watched(contexts[who].new_page()), address, who)
            page = watched(contexts[who].new_page())
            page.address = address + ("" if path.startswith("/platform") else "/xinzhu") + path.format(**rows)
            return page

        yield show
        for context in contexts.values():
            context.close()


@pytest.mark.parametrize(("who", "path"), [(who, path) for who, paths in PAGES.items() for path in paths])
def test_axe_finds_nothing_and_the_page_keeps_to_its_width(shown, who, path) -> None:
    page = shown(who, path)
    found = {}
    for theme in ("light", "dark"):
        page.context.add_cookies([{"name": "theme", "value": theme, "url": page.address}])
        assert page.goto(page.address).status == 200
        if page.locator("[data-chart]").count():
            page.wait_for_selector("[data-chart] canvas")
        assert page.locator("html").get_attribute("data-bs-theme") == theme
        assert page.complaints == []
        for name, viewport in (("phone", PHONE), ("desktop", DESKTOP)):
            page.set_viewport_size(viewport)
            found[theme, name] = axe_findings(page)
    page.set_viewport_size(NARROW)
    found["narrow"] = [f"{overflow(page)} pixels too wide"] if overflow(page) else []
    page.close()
    assert {key: value for key, value in found.items() if value} == {}


def _sign_in(page: Any, address: str, who: str) -> None:
    if who == "operator":
        page.goto(f"{address}/platform/login")
        page.get_by_label("登录名").fill(who)
        page.get_by_label("密码").fill(PASSWORD)
        page.locator("main form button[type=submit]").click()
        page.wait_for_url("**/platform/")
    elif who in SIGN_INS:
        page.goto(f"{address}/xinzhu/login")
        fill_in_sign_in(page, SIGN_INS[who])
    page.close()


def _rows(app: Any) -> dict[str, int]:
    """Ids of rows of the demo that have something to show."""
    with app.app_context():
        found = community_by_slug("xinzhu")
        assert found is not None
        community_id = found.id
        db.session.rollback()
        with use(community_id) as session:
            asks = session.scalars(select(Person).where(Person.phone.matches(RESIDENT))).one()
            helps = session.scalars(select(Person).where(Person.phone.matches(VOLUNTEER))).one()
            first = select(Request.id).order_by(Request.id.desc())
            rows = {
                "person": asks.id, "building": asks.building_id, "room": asks.room_id,
                "volunteer": session.scalar(select(Volunteer.id).where(Volunteer.person_id == helps.id)),
                "own": session.scalar(first.where(Request.person_id == asks.id)),
                "disputed": session.scalar(first.where(Request.state == "disputed")),
                "waiting": session.scalar(first.where(Request.state == "verified")),
                "job": session.scalar(first.where(Request.helper_id == helps.id, Request.state == "accepted")),
                "team": session.scalar(select(Team.id).order_by(Team.id)),
                "place": session.scalar(select(Place.id).order_by(Place.position)),
                "hall": session.scalar(select(Place.id).where(Place.kind == "hall")),
                "booking": session.scalar(
                    select(Booking.id).where(Booking.person_id == asks.id, Booking.state == "requested").order_by(Booking.id)
                ),
                "child": session.scalar(
                    select(Guardianship.child_id).join(Person, Person.id == Guardianship.child_id)
                    .where(Person.building_id == asks.building_id).order_by(Person.id)
                ),
                "registration": _registration(session, asks.building_id),
                **_rows_of_services(session, asks, helps),
                **_classes(session, asks.id),
            }
            session.commit()
        assert None not in rows.values(), rows
        return rows


def _rows_of_services(session: Any, asks: Person, helps: Person) -> dict[str, int]:
    """The same of the services that came later."""
    near = select(Building.id).where(Building.grid_id == asks.building.grid_id)
    return {
        "wish": session.scalar(select(Wish.id).where(Wish.person_id == asks.id, Wish.state == "at_station")),
        "number": session.scalar(select(Wish.number).where(Wish.state == "published").order_by(Wish.number)),
        "claim": session.scalar(select(Claim.id).where(Claim.person_id == helps.id, Claim.state == "promised")),
        "pair": session.scalar(select(Case.id).where(Case.person_id == asks.id)),
        "pair_visit": session.scalar(select(Visit.id).where(Visit.person_id == asks.id, Visit.state == "planned")),
        "trial": session.scalar(select(Case.id).where(Case.building_id.in_(near), Case.state == "graduating")),
        "unpaired": session.scalar(select(Case.id).where(Case.state == "planned").order_by(Case.id)),
        "activity": session.scalar(select(Activity.id).where(Activity.state == "held")),
    }


def _classes(session: Any, guardian_id: int) -> dict[str, int]:
    """Today's class and a child of the demo's resident who is in it."""
    lesson = session.scalars(select(ClassDay).where(ClassDay.state == "open")).one()
    course = session.get_one(Course, lesson.course_id)
    own = select(Guardianship.child_id).where(Guardianship.guardian_id == guardian_id)
    seats = select(Seat.child_id).where(Seat.class_day_id == lesson.id, Seat.child_id.in_(own))
    return {
        "lesson": lesson.id, "course": course.id, "term": course.term_id, "pupil": session.scalar(seats.order_by(Seat.id)),
    }


def _registration(session: Any, building_id: int) -> int:
    register(
        name="程念慈", phone="13912340000", password=PASSWORD, address="127.0.0.1", building_id=building_id,
        room_text="2单元502",
    )
    return int(session.scalar(select(Registration.id).where(Registration.state == "waiting")))
