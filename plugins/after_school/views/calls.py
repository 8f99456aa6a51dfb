"""Calling a guardian from the door page, about a child who is still there after class."""
from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api import Missing, _, carried_out, current_actor, session, signed_in

from ..services import access, calls, finding
from .blueprint import pages, reason
from .sheet import show_child

OUTCOMES = {"reached": True, "missed": False}


@pages.post("/days/<int:class_day_id>/children/<int:child_id>/guardians/<int:guardian_id>/phone")
@signed_in
def guardian_phone(class_day_id: int, child_id: int, guardian_id: int) -> Any:
    """A guardian's phone number, noted in the audit before it is shown."""
    actor = current_actor()
    row, _course, _term = access.opened_day(class_day_id, actor)
    guardian, number = calls.open_phone(row, finding.get_child_day(row.id, child_id), guardian_id, actor)
    name = guardian.name
    session.commit()
    return show_child(class_day_id, child_id, call=(name, number))


@pages.post("/days/<int:class_day_id>/children/<int:child_id>/calls/<int:call_id>")
@signed_in
def note_call(class_day_id: int, child_id: int, call_id: int) -> Any:
    """Whether somebody answered."""
    access.opened_day(class_day_id, current_actor())
    child_day = finding.get_child_day(class_day_id, child_id)
    reached = OUTCOMES.get(request.form.get("reached", ""))
    if reached is None:
        raise Missing(_("没有这一步，请回到点名表再试。"))
    back = url_for("after_school.child_page", class_day_id=class_day_id, child_id=child_id)
    return carried_out(lambda: calls.note(call_id, child_day, reached, reason()), _("已经记下。"), back)
