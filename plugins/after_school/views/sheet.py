"""The class-day sheet on a phone: who is there, who went home with whom; opened with an approval only."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import (
    Missing,
    _,
    ask_approval,
    carried_out,
    cleaned,
    community_today,
    current_actor,
    send_picture,
    session,
    signed_in,
)

from ..child_models import Alarm, BlockedAdult, Call, ChildDay, PickupPerson
from ..forms import ApprovalForm
from ..services import access, alarms, calls, days, family, finding, handing, health, pickups, sheet
from ..words import ALARMS, VERIFIED, relation_title
from ..workflow import child_flow, day_flow, duty_flow
from .blueprint import pages, reason


def _page_of(class_day_id: int) -> str:
    return url_for("after_school.sheet_page", class_day_id=class_day_id)


@pages.get("/days/<int:class_day_id>")
@signed_in
def sheet_page(class_day_id: int) -> Any:
    """All children of one class; without an approval the form that asks for it."""
    actor = current_actor()
    row, course, term = access.reachable_day(class_day_id, actor)
    adults = sheet.adults(row)
    allowed = access.may_see_children(term.id, actor)
    lines = sheet.lines(row, term.id) if allowed else []
    if lines and access.note_sheet(row, course, actor):
        session.commit()
    return render_template(
        "after_school/sheet.html", row=row, course=course, term=term, adults=adults, allowed=allowed, lines=lines,
        counts=sheet.counts(lines), states=child_flow.states_in_words(), day_state=day_flow.state_of(row),
        duty_states=duty_flow.states_in_words(), form=ApprovalForm(formdata=None), actor_id=actor.person_id,
        place=finding.place_of(row),
    )


@pages.post("/days/<int:class_day_id>/approval")
@signed_in
def ask(class_day_id: int) -> Any:
    """Ask to see the children of the whole term, with a reason."""
    actor, form = current_actor(), ApprovalForm()
    _row, _course, term = access.reachable_day(class_day_id, actor)
    if not form.validate():
        flash(_("请写一句为什么要看孩子的名单。"), "error")
        return redirect(_page_of(class_day_id))
    title = _("%(term)s的孩子名单", term=term.name)
    return carried_out(
        lambda: ask_approval(actor, form.reason.data, matter=access.matter_of(term.id), title=title),
        _("申请交上去了，批准以后这里就能点名。"), _page_of(class_day_id),
    )


@pages.post("/days/<int:class_day_id>/do/<step>")
@signed_in
def day_step(class_day_id: int, step: str) -> Any:
    """Open the door, begin the lesson, close."""
    actor = current_actor()
    access.opened_day(class_day_id, actor)
    steps: dict[str, tuple[Callable[[], Any], Any]] = {
        "open": (lambda: days.open_day(class_day_id, actor), _("开门了，孩子来一个点一个。")),
        "begin": (lambda: days.begin_lesson(class_day_id, actor), _("到了的孩子都进教室了。")),
        "close": (lambda: days.close_day(class_day_id, actor), _("下课了，老师的时长已经记进服务记录。")),
    }
    if step not in steps:
        raise Missing(_("没有这一步，请回到点名表再试。"))
    return carried_out(*steps[step], _page_of(class_day_id))


@pages.get("/days/<int:class_day_id>/children/<int:child_id>")
@signed_in
def child_page(class_day_id: int, child_id: int) -> Any:
    """One child at the door: who may take it, the code, alone, what was done."""
    return show_child(class_day_id, child_id)


def show_child(class_day_id: int, child_id: int, sheet_in_clear: Any = None, call: Any = None) -> Any:
    """The door page; `sheet_in_clear` and `call` (name, number) are what was opened on purpose."""
    actor = current_actor()
    row, course, term = access.opened_day(class_day_id, actor)
    child_day = finding.get_child_day(row.id, child_id)
    child = access.child_at_the_door(term.id, child_day, actor)
    session.commit()  # the audit row of the opening stays
    blocks = family.blocks_of([child_id]).get(child_id, [])
    return render_template(
        "after_school/child_day.html", row=row, course=course, term=term, child=child, child_day=child_day,
        state=child_flow.state_of(child_day), steps={b.name for b in child_flow.available(child_day, actor)},
        fetchers=sheet.fetchers(child_id), alone=child_id in pickups.alone_today([child_id]), blocks=blocks,
        block_name=BlockedAdult.name.clear, block_reason=BlockedAdult.reason.clear, alarms=alarms.alarms_of(child_day.id),
        alarm_words=ALARMS, answer_of=Alarm.answer.clear, handed_to=ChildDay.handed_to.clear(child_day),
        verified=VERIFIED, relation_title=relation_title, sheet_in_clear=sheet_in_clear,
        has_sheet=child_id in health.sheets_of(term.id, [child_id]),
        family=family.guardians_by_child([child_id]).get(child_id, []), call=call, calls=calls.calls_of(child_day.id),
        to_call=calls.guardians_to_call(row, child_day), words_of=Call.words.clear,
    )


@pages.post("/days/<int:class_day_id>/children/<int:child_id>/health")
@signed_in
def open_health(class_day_id: int, child_id: int) -> Any:
    """The health sheet in clear, noted in the audit before it is shown."""
    actor = current_actor()
    row, _course, term = access.opened_day(class_day_id, actor)
    child = access.opened_child(term.id, child_id, actor)
    if row.day != community_today():  # what the guardian agreed to
        flash(_("健康安全表只在孩子上课那天打开。"), "error")
        return show_child(class_day_id, child_id)
    found = health.opened(term.id, child, actor)
    session.commit()
    if found is None:
        flash(_("监护人还没有填健康安全表，请提醒家长。"), "error")
    return show_child(class_day_id, child_id, found)


def _steps(class_day_id: int, child_id: int, actor: Any) -> dict[str, tuple[Callable[[], Any], Any]]:
    here = class_day_id, child_id, actor
    return {
        "arrive": (lambda: handing.arrive(*here), _("到了。")),
        "begin": (lambda: handing.begin(*here), _("进教室了。")),
        "miss": (lambda: handing.miss(*here), _("记为没来。")),
        "excuse": (lambda: handing.excuse(*here, reason(), by_staff=True), _("记为请假。")),
        "take_back": (lambda: handing.take_back(*here, reason()), _("已经改回来。")),
        "code": (lambda: handing.hand_over_by_code(*here, cleaned(request.form.get("code", ""))), _("码对上了，请把孩子交给这位大人。")),
        "known": (lambda: handing.hand_over_known(*here, request.form.get("who", "")), _("已经交接。")),
        "leave_alone": (lambda: handing.leave_alone(*here), _("孩子自己回家了，监护人已经收到通知。")),
        "refuse_adult": (lambda: handing.refuse_adult(*here, reason()), _("已经记下，并通知了监护人。")),
    }


@pages.post("/days/<int:class_day_id>/children/<int:child_id>/do/<step>")
@signed_in
def child_step(class_day_id: int, child_id: int, step: str) -> Any:
    """One step of one child."""
    actor = current_actor()
    access.opened_day(class_day_id, actor)
    steps = _steps(class_day_id, child_id, actor)
    if step not in steps:
        raise Missing(_("没有这一步，请回到点名表再试。"))
    quick = step in ("arrive", "begin", "miss")
    back = _page_of(class_day_id) if quick else url_for(
        "after_school.child_page", class_day_id=class_day_id, child_id=child_id
    )
    return carried_out(*steps[step], back)


@pages.post("/days/<int:class_day_id>/children/<int:child_id>/alarms/<int:alarm_id>")
@signed_in
def answer_alarm(class_day_id: int, child_id: int, alarm_id: int) -> Any:
    """What was said on the phone."""
    access.opened_day(class_day_id, current_actor())
    child_day = finding.get_child_day(class_day_id, child_id)
    back = url_for("after_school.child_page", class_day_id=class_day_id, child_id=child_id)
    return carried_out(lambda: alarms.answer(alarm_id, child_day, reason()), _("已经记下。"), back)


@pages.get("/days/<int:class_day_id>/evacuation")
@signed_in
def evacuation(class_day_id: int) -> Any:
    """Who is in the house this minute, children and adults: to count outside."""
    actor = current_actor()
    row, course, term = access.opened_day(class_day_id, actor)
    access.note_opened(_("打开了疏散清点表"), actor, "after_school_class_day", row.id)
    session.commit()
    inside = [line for line in sheet.lines(row, term.id) if line.state in ("arrived", "in_class")]
    adults = [(duty, name) for duty, name in sheet.adults(row) if duty.state == "present"]
    return render_template(
        "after_school/evacuation.html", row=row, course=course, inside=inside, adults=adults, place=finding.place_of(row)
    )


@pages.get("/days/<int:class_day_id>/adults/<int:pickup_id>/photo/<int:picture_id>")
@signed_in
def fetcher_photo(class_day_id: int, pickup_id: int, picture_id: int) -> Any:
    """The photo of an adult who may fetch a child of this class, for the face at the door."""
    row, _course, _term = access.opened_day(class_day_id, current_actor())
    adult = session.get(PickupPerson, pickup_id)
    if adult is None:
        raise Missing(_("没有找到这张照片。请回到点名表。"))
    finding.get_child_day(row.id, adult.child_id)
    return send_picture(picture_id, pickups.PHOTO, adult.id)
