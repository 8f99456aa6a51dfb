"""What a change of state brings with it: times and words of the row, time set free, notices, hours of service."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from core.api import SYSTEM, Change, _l, notify, record_service, release, session

from . import links
from .child_models import ChildDay
from .models import ClassDay, Course, Duty, Enrolment, Teacher
from .rules import NAME
from .services.family import tell_guardians

DUTY = "after_school.duty"
# Before and after the lesson, a teacher's time counts this long at most: children are awaited and handed over.
AROUND = timedelta(hours=2)


def teacher_declined(teacher: Teacher, change: Change) -> None:
    """Who offered to teach learns the answer."""
    notify(teacher.person_id, _l("谢谢您愿意来教课，这门课已经另有安排，欢迎报名别的课。"), links.TEACHING, NAME)


def _title(enrolment: Enrolment) -> str:
    return session.get_one(Course, enrolment.course_id).title


def accepted(enrolment: Enrolment, change: Change) -> None:
    """The guardians, all of them, learn that the child has a place."""
    enrolment.why = change.data["why"]
    said = _l("孩子被“%(course)s”录取了，请填好健康安全表，按课表来上课。", course=_title(enrolment))
    tell_guardians(enrolment.child_id, said, links.MINE)


def waiting(enrolment: Enrolment, change: Change) -> None:
    """The child waits; the list moves on by itself."""
    enrolment.why, enrolment.queue = change.data["why"], change.data["queue"]
    said = _l("孩子在“%(course)s”的候补名单上，有空位会自动录取并告诉您。", course=_title(enrolment))
    tell_guardians(enrolment.child_id, said, links.MINE)


def refused(enrolment: Enrolment, change: Change) -> None:
    """The guardians read why beside the wish: the draw's reason, or the worker's."""
    enrolment.why = change.data["why"]
    said = _l("孩子没有被“%(course)s”录取，原因写在报名记录里，可以再选别的课。", course=_title(enrolment))
    tell_guardians(enrolment.child_id, said, links.MINE)


def day_opened(day: ClassDay, change: Change) -> None:
    """The door is open."""
    day.opened_at = change.at


def day_closed(day: ClassDay, change: Change) -> None:
    """The door is closed."""
    day.closed_at = change.at


def on_duty(duty: Duty, change: Change) -> None:
    """An adult is there."""
    duty.checked_in_at = change.at


def off_duty(duty: Duty, change: Change) -> None:
    """An adult goes: the hours become a service record, never more than the class and a while around it."""
    day: Any = session.get(ClassDay, duty.class_day_id)
    start = max(duty.checked_in_at, day.starts_at - AROUND)
    end = min(change.at, day.ends_at + AROUND)
    duty.checked_out_at = change.at
    duty.minutes = max(0, int((end - start).total_seconds() // 60))
    if duty.minutes:
        _record(duty, day, start, end)


def _record(duty: Duty, day: ClassDay, start: datetime, end: datetime) -> None:
    course = session.get_one(Course, day.course_id)
    record_service(
        helper_id=duty.person_id, source=NAME, source_key=f"{DUTY}:{duty.id}", started_at=start, ended_at=end,
        minutes=duty.minutes, actor=SYSTEM, proof="one", note=course.title,
    )


def duty_freed(duty: Duty, change: Change) -> None:
    """The adult's time is free again."""
    release(DUTY, duty.id)


def arrived(child_day: ChildDay, change: Change) -> None:
    """The child is there."""
    child_day.arrived_at, child_day.excused = change.at, False


def handed_over(child_day: ChildDay, change: Change) -> None:
    """The child goes with an adult: to whom, and how that was made sure."""
    child_day.handed_to, child_day.verified = change.data["handed_to"], change.data["verified"]
    _left(child_day, change)


def left_alone(child_day: ChildDay, change: Change) -> None:
    """The child goes home alone, as the guardian signed."""
    child_day.verified = "alone"
    _left(child_day, change)
    tell_guardians(child_day.child_id, _l("孩子下课了，已经按您签的同意书自己回家。"), links.MINE)


def _left(child_day: ChildDay, change: Change) -> None:
    child_day.left_at, child_day.late = change.at, change.data["late"]


def excused(child_day: ChildDay, change: Change) -> None:
    """A guardian or a worker said before that the child does not come."""
    child_day.excused = True


def taken_back(child_day: ChildDay, change: Change) -> None:
    """Ticked by mistake."""
    child_day.arrived_at, child_day.excused = None, False
