"""What the demo has too little of: a class of forty children, and a month of sixty activities."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from bench.visits import ADMIN
from core.accounts.actor import actor_for
from core.accounts.models import Account
from core.app import create_app
from core.communities.calendar import moment_at, month_after, this_month
from core.communities.models import Community
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.people.services import Guardianship, ask_approval
from core.tenancy.session import db, use
from core.volunteers.models import Team
from plugins.activities.models import Activity
from plugins.activities.services import making
from plugins.activities.services.calendar import first_day
from plugins.after_school.models import ClassDay, Course, Seat
from plugins.after_school.services import wishes
from plugins.after_school.services.access import matter_of

CHILDREN, ACTIVITIES = 40, 60


def fill() -> tuple[str, str]:
    """The addresses of the sheet of a coming class of forty, and of next month with its sixty activities."""
    app = create_app()
    with app.app_context():
        community_id = db.session.scalar(select(Community.id).where(Community.slug == "xinzhu"))
    with app.test_request_context(), use(community_id):
        paths = f"/xinzhu/after-school/days/{_class_of_forty()}", f"/xinzhu/activities/?month={_month_of_sixty()}"
        db.session.commit()
        return paths


def _class_of_forty() -> int:
    """The next class of a course, with children of the right age until it has forty; the admin may open its sheet."""
    day = db.session.scalars(
        select(ClassDay).join(Course, Course.id == ClassDay.course_id)
        .where(ClassDay.state == "planned", Course.state == "open").order_by(ClassDay.starts_at)
    ).first()  # fmt: skip
    course = db.session.get_one(Course, day.course_id)
    course.capacity = 3 * CHILDREN
    db.session.flush()
    seats = select(func.count(Seat.id)).where(Seat.class_day_id == day.id)
    families = select(Guardianship).where(Guardianship.may_decide, Guardianship.child_id.not_in(select(Seat.child_id)))
    for family in db.session.scalars(families.order_by(Guardianship.id)):
        if db.session.scalar(seats) >= CHILDREN:
            break
        _enrol(course, family)
    admin = db.session.scalars(select(Account).where(Account.phone.matches(ADMIN))).one().person
    ask_approval(actor_for(admin), "测量点名表", matter=matter_of(course.term_id))
    return day.id


def _enrol(course: Course, family: Guardianship) -> None:
    try:
        with db.session.begin_nested():
            guardian = db.session.get_one(Person, family.guardian_id)
            wishes.enrol(course.term_id, actor_for(guardian), {family.child_id: [course.id]}, together=False)
    except wishes.CannotEnrol:
        pass  # too young, too old, or no consent: the next family


def _month_of_sixty() -> int:
    """The number of the next month, filled up to sixty published activities."""
    month = month_after(this_month())
    there = db.session.scalar(select(func.count(Activity.id)).where(Activity.month == month)) or 0
    team = db.session.scalars(select(Team).where(Team.kind == "love").order_by(Team.id)).first()
    for number in range(there, ACTIVITIES):
        start = moment_at(first_day(month) + timedelta(days=number % 28), 8 * 60 + 150 * (number // 28))
        activity = making.make(
            SYSTEM, {
                "title": f"楼院活动 {number + 1}", "kind": "", "team_id": team.id, "leader_id": team.leader_id,
                "starts_at": start, "ends_at": start + timedelta(hours=2), "quota": 30, "for_whom": "all", "text": "",
                "place_text": "中心花园",
            },
        )  # fmt: skip
        making.publish(activity, SYSTEM)
    return month
