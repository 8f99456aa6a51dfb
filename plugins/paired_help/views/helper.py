"""The helper's phone: my visits, due first; the visit note; what I speak."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import (
    Missing,
    _,
    carried_out,
    community_today,
    current_actor,
    refusals_shown,
    require,
    session,
    signed_in,
)

from ..errors import no_visit
from ..forms import LanguagesForm
from ..services import mine as own
from ..services import reading, visits
from ..services.helping import assignment_of
from ..terms import FUNCTIONS, LEVEL_BADGES, LEVELS, MEDIA, NEEDS
from ..workflow import visit_flow
from .blueprint import pages
from .casefile import blank_note_form, fresh_note_form, note_values

SERVE = "paired_help.serve"


@pages.get("/mine")
@require(SERVE)
def mine() -> Any:
    """My visits, due first."""
    rows = own.my_cases(current_actor().person_id)
    return render_template(
        "paired_help/mine.html", rows=rows, today=community_today(), my_turn=own.is_my_turn, functions=FUNCTIONS,
        levels=LEVELS, level_badges=LEVEL_BADGES, visit_states=visit_flow.states_in_words(),
    )


def _row_of(visit_id: int) -> Any:
    """The line of this helper's list that belongs to the visit; raises Missing for visits of others."""
    row = next((r for r in own.my_cases(current_actor().person_id) if r.visit_id == visit_id), None)
    if row is None:
        raise no_visit()
    return row


def _visit_page(
    visit_id: int, form: Any, opened: dict[int, Any] | None = None, *, goals: str = "", number: str = ""
) -> str:
    actor, row = current_actor(), _row_of(visit_id)
    standing = assignment_of(row.case_id, actor.person_id)
    if standing is None:
        raise no_visit()
    return render_template(
        "paired_help/visit.html", row=row, form=form, notes=own.notes_for(standing), opened=opened or {}, goals=goals, number=number,
        mine=standing, my_turn=own.is_my_turn(row), functions=FUNCTIONS, needs=NEEDS, media=MEDIA, today=community_today(),
        levels=LEVELS, level_badges=LEVEL_BADGES,
    )


@pages.route("/mine/visits/<int:visit_id>", methods=("GET", "POST"))
@signed_in
def my_visit(visit_id: int) -> Any:
    """Where to go, what was noted, and the form for the note."""
    actor = current_actor()
    _row_of(visit_id)
    form = fresh_note_form()
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            visit, _case = visits.my_visit(visit_id, actor)
            visits.write_note(visit, actor, **note_values(form))
            session.commit()
            flash(_("记好了，辛苦您了。"), "success")
            return redirect(url_for("paired_help.mine"))
    return _visit_page(visit_id, form)


@pages.post("/mine/visits/<int:visit_id>/read/<what>")
@signed_in
def read_mine(visit_id: int, what: str) -> Any:
    """Open the goals or one note, noted in the audit before it is shown."""
    actor = current_actor()
    visit, case = visits.my_visit(visit_id, actor)
    if what == "goals":
        goals = reading.open_goals_as_helper(case, actor)
        session.commit()
        return _visit_page(visit_id, blank_note_form(), goals=goals or _("计划里还没有写目标。"))
    note = next((n for n, _name in _my_notes(visit.case_id) if str(n.id) == what), None)
    if note is None:
        raise Missing(_("没有找到这条记录，请回到「我的走访」。"))
    note_id, opened = note.id, reading.open_note_as_helper(note, actor)
    session.commit()
    return _visit_page(visit_id, blank_note_form(), opened={note_id: opened})


def _my_notes(case_id: int) -> list[Any]:
    standing = assignment_of(case_id, current_actor().person_id)
    return own.notes_for(standing) if standing is not None else []


@pages.post("/mine/visits/<int:visit_id>/pass-on")
@signed_in
def pass_on(visit_id: int) -> Any:
    """I cannot go this time: the backup is asked."""
    actor = current_actor()
    visit, _case = visits.my_visit(visit_id, actor)
    reason = request.form.get("reason", "").strip()[:200]
    said = _("好的，已经请后备帮扶人去。")
    return carried_out(lambda: visits.pass_on(visit, actor, reason), said, url_for("paired_help.mine"))


@pages.post("/mine/visits/<int:visit_id>/phone")
@signed_in
def phone(visit_id: int) -> Any:
    """The person's phone number, noted in the audit before it is shown."""
    actor = current_actor()
    _visit, case = visits.my_visit(visit_id, actor)
    number = reading.open_phone_as_helper(case, actor)
    session.commit()
    return _visit_page(visit_id, blank_note_form(), number=number or _("没有登记电话，请联系工作站。"))


@pages.route("/mine/languages", methods=("GET", "POST"))
@require(SERVE)
def languages() -> Any:
    """What I speak, so that elders who speak only their language get somebody who does."""
    actor = current_actor()
    form = LanguagesForm(languages=sorted(own.languages_of(actor.person_id)))
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            own.set_languages(actor, form.languages.data or [])
            session.commit()
            flash(_("记下了，谢谢。"), "success")
            return redirect(url_for("paired_help.mine"))
    return render_template("paired_help/languages.html", form=form)
