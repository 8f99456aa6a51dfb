"""The worker's buttons on a request: verify, send the next wave, record what was told on the phone, call off."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import request, url_for

from core.api import Missing, Refused, _, carried_out, current_actor, require

from ..forms import EndForm, NoteForm
from ..rules import LONGEST_MINUTES
from ..services import answering, checking, details, dispatching, parts, relief, serving, visits
from .blueprint import pages
from .station import CANCELLED_BY

VIEW = "love_savings.view_station"


def _steps(request_id: int, actor: Any, helper_died: bool) -> dict[str, tuple[Callable[[], Any], str]]:
    reason = request.form.get("reason", "").strip()
    return {
        "verify": (lambda: dispatching.verify(request_id, actor), _("已核实，可以派单了。")),
        "wave": (lambda: dispatching.next_wave(request_id, actor), _("已经向推荐的志愿者发出邀请。")),
        "take_back": (
            lambda: answering.give_up(request_id, actor, reason, by_station=True, told="told" in request.form),
            _("已收回，请求重新找人。"),
        ),
        "relieve": (
            lambda: relief.relieve(request_id, actor, reason, tomorrow="tomorrow" in request.form),
            _("做过的已记下，没做完的另请人来做。"),
        ),
        "check_in_for": (lambda: serving.check_in(request_id, actor, by_station=True), _("已代记签到。")),
        "check_out_for": (lambda: serving.check_out(request_id, actor, by_station=True), _("已代记签退。")),
        "found": (
            lambda: checking.found(request_id, actor, reason),
            _("记下了，已经另找志愿者。") if helper_died else _("记下了，请志愿者接着服务。"),
        ),
        "close_not_home": (lambda: checking.close_not_home(request_id, actor, reason), _("已按没人在家结束。")),
        "nobody_home": (lambda: checking.nobody_home(request_id, actor), _("记下了，请打电话联系居民。")),
        "stop_here": (lambda: visits.stop_here(request_id, actor), _("已按做过的时长结束，等居民确认。")),
        "not_reached": (lambda: serving.not_reached(request_id, actor), _("记下了。到了次数就不再打。")),
        "confirm_by_call": (lambda: _confirm(request_id, actor), _("已确认，时长马上存进志愿者的储蓄卡。")),
        "note_end": (lambda: _note_end(request_id, actor), _("已记下，时长马上存进志愿者的储蓄卡，由家属移交。")),
        "call_off": (
            lambda: serving.cancel(request_id, actor, reason, by_station=True, by=_whose_wish()), _("这个请求已经撤销。")
        ),
    }


def _whose_wish() -> str:
    said = request.form.get("by", "")
    return said if said in CANCELLED_BY else "station"


def _confirm(request_id: int, actor: Any) -> Any:
    form = _checked(NoteForm(most=parts.most_minutes(details.for_station(request_id, actor).request)))
    return serving.confirm_by_call(request_id, actor, form.reason.data, form.minutes.data)


def _note_end(request_id: int, actor: Any) -> Any:
    row = details.for_station(request_id, actor).request
    form = _checked(EndForm(most=parts.most_since_check_in(row) if row.checked_in_at else LONGEST_MINUTES))
    return serving.note_end(request_id, actor, form.reason.data, form.minutes.data)


def _checked(form: Any) -> Any:
    if not form.validate():
        raise Refused(" ".join(_fault(form[key].label.text, said) for key, said in form.errors.items()))
    return form


def _fault(field: str, said: Sequence[Any]) -> str:
    return _("%(field)s：%(said)s", field=field, said=" ".join(map(str, said)))


@pages.post("/requests/<int:request_id>/do/<step>")
@require(VIEW)
def do(request_id: int, step: str) -> Any:
    """One step of a request by the station."""
    actor = current_actor()
    helper = details.for_station(request_id, actor).helper
    steps = _steps(request_id, actor, helper is not None and helper.deceased_on is not None)
    if step not in steps:
        raise Missing(_("没有这一步，请回到请求页面再试。"))
    action, said = steps[step]
    return carried_out(action, said, url_for("love_savings.request_page", request_id=request_id))


@pages.post("/requests/<int:request_id>/offers/<int:offer_id>/<answer>")
@require("love_savings.dispatch")
def answer_for(request_id: int, offer_id: int, answer: str) -> Any:
    """A volunteer answered on the phone; the worker notes it."""
    actor = current_actor()
    details.for_station(request_id, actor)
    if answering.own_offer(offer_id, actor).request_id != request_id or answer not in ("accept", "decline"):
        raise Missing(_("没有找到这份邀请。"))
    reason = request.form.get("reason", "").strip() or _("电话里说这次不行")
    back = url_for("love_savings.request_page", request_id=request_id)
    if answer == "accept":
        return carried_out(lambda: answering.accept(offer_id, actor), _("已代记接单。"), back)
    return carried_out(lambda: answering.decline(offer_id, actor, reason), _("已代记谢绝。"), back)
