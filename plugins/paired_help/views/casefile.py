"""The page of one case at the desk: steps, visits, notes and words that are opened on purpose."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import Missing, _, carried_out, community_zone, current_actor, now, refusals_shown, require, session

from ..forms import NoteForm
from ..rules import rules
from ..services import cases, charts, details, reading, sheets, signing, visits
from ..terms import FUNCTIONS, LANGUAGES, LEVEL_BADGES, LEVELS, MEDIA, NEEDS, SHEETS, SIGNERS, SOURCES
from ..workflow import case_flow, visit_flow
from .blueprint import pages

MANAGE = "paired_help.manage"
# Steps that have a page of their own and are no plain buttons.
ELSEWHERE = ("assess", "consent", "plan", "match", "stop")
FORMS = {"identified": "sheet", "assessed": "consent", "consented": "plan", "planned": "match", "review": "sheet"}


def _case_page(case_id: int, opened: dict[str, Any] | None = None) -> str:
    actor = current_actor()
    found = details.around(case_id, actor)
    case, of_case = found.case, sheets.sheets_of(case_id)
    buttons = [b for b in case_flow.available(case, actor) if b.name not in ELSEWHERE]
    return render_template(
        "paired_help/case.html", found=found, case=case, state=case_flow.state_of(case), buttons=buttons,
        may_manage=actor.can(MANAGE, case), may_read=actor.can(reading.READ, case), opened=opened or {},
        next_form=FORMS.get(case.state), visit=visits.open_visit(case_id), visit_state=visit_flow.state_of,
        helpers=details.helpers(case_id), former=details.helpers(case_id, standing=False), notes=details.notes(case_id),
        sheets=of_case, chart_data=charts.independence(of_case) if of_case else None,
        chart_said=charts.said(of_case) if of_case else "", signatures=signing.signatures_of(case),
        history_steps=details.history(case), rules=rules(), functions=FUNCTIONS, levels=LEVELS, sources=SOURCES,
        level_badges=LEVEL_BADGES, needs=NEEDS, media=MEDIA, sheet_kinds=SHEETS, signers=SIGNERS, languages=LANGUAGES,
    )


@pages.get("/cases/<int:case_id>")
@require("paired_help.view")
def case_page(case_id: int) -> Any:
    """Plan, helpers, visits, reviews, history of one case."""
    return _case_page(case_id)


@pages.post("/cases/<int:case_id>/do/<step>")
@require(MANAGE)
def do(case_id: int, step: str) -> Any:
    """One step of a case by a worker."""
    actor = current_actor()
    cases.the_case(case_id, actor, MANAGE)
    arrow = case_flow.graph.transitions.get(step)
    if arrow is None or arrow.automatic or step in ELSEWHERE:
        raise Missing(_("没有这一步，请回到档案页面再试。"))
    back = url_for("paired_help.case_page", case_id=case_id)
    reason = request.form.get("reason", "").strip()[:500]
    return carried_out(lambda: cases.step(case_id, step, actor, reason), _("办好了：%(step)s", step=arrow.title), back)


@pages.post("/cases/<int:case_id>/hurry")
@require(MANAGE)
def hurry(case_id: int) -> Any:
    """Something serious changed: the next visit is due by tomorrow."""
    actor = current_actor()
    case = cases.the_case(case_id, actor, MANAGE)
    reason = request.form.get("reason", "")
    back = url_for("paired_help.case_page", case_id=case_id)
    return carried_out(lambda: visits.hurry(case, actor, reason), _("已请帮扶人在明天以前去看看。"), back)


@pages.post("/cases/<int:case_id>/read/<what>")
@require(reading.READ)
def read(case_id: int, what: str) -> Any:
    """Open words about the person: noted in the audit before they are shown."""
    actor = current_actor()
    case = cases.the_case(case_id, actor)
    reason = request.form.get("reason", "")
    with refusals_shown():
        opened = _opened(case, what, reason)
        session.commit()
        return _case_page(case_id, opened)
    return redirect(url_for("paired_help.case_page", case_id=case_id))


def _opened(case: Any, what: str, reason: str) -> dict[str, Any]:
    """What was asked for, in clear: the case's words, or a note or sheet by its id."""
    actor = current_actor()
    if what == "case":
        return {"case": reading.open_case_words(case, actor, reason)}
    kind, _dash, key = what.partition("-")
    row_id = int(key) if key.isdecimal() and len(key) < 20 else 0
    if kind == "note" and (note := details.note_in(case, row_id)) is not None:
        return {"note": {note.id: reading.open_note(note, actor, reason)}}
    if kind == "sheet":
        for sheet in sheets.sheets_of(case.id):
            if sheet.id == row_id:
                return {"sheet": {sheet.id: reading.open_sheet(sheet, actor, reason)}}
    raise Missing(_("没有找到这条记录，请回到档案页面再试。"))


@pages.route("/cases/<int:case_id>/visits/<int:visit_id>", methods=("GET", "POST"))
@require(MANAGE)
def staff_note(case_id: int, visit_id: int) -> Any:
    """The worker went, or notes what a helper told on the phone."""
    actor = current_actor()
    found = details.around(case_id, actor, MANAGE)
    visit, case = visits.the_visit(visit_id, actor)
    if case.id != case_id:
        raise Missing(_("没有找到这次走访，可能已经完成。请回到列表查看。"))
    form = fresh_note_form()
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            visits.write_note(visit, actor, **note_values(form))
            session.commit()
            flash(_("走访记好了。"), "success")
            return redirect(url_for("paired_help.case_page", case_id=case_id))
        found = details.around(case_id, actor, MANAGE)
    return render_template("paired_help/staff_note.html", found=found, form=form, visit_id=visit_id)


def fresh_note_form() -> NoteForm:
    """The note form as it was sent, or one that begins with the present day and time here."""
    form = NoteForm()
    return form if form.is_submitted() else blank_note_form()


def blank_note_form() -> NoteForm:
    """The same where something else was sent, such as the wish to read a note."""
    local = now().astimezone(community_zone())
    return NoteForm(formdata=None, day=local.date(), time=local.time().replace(second=0, microsecond=0))


def note_values(form: NoteForm) -> dict[str, Any]:
    """What `write_note` takes."""
    return {
        "at": form.at(), "minutes": form.minutes.data, "contact": form.contact.data == "yes", "medium": form.medium.data,
        "needs": form.needs.data or [], "words": form.words.data or "", "follow_up": form.follow_up.data or "",
        "follow_up_on": form.follow_up_on.data,
    }


@pages.post("/notes/<int:note_id>/done")
@require(MANAGE)
def follow_up_done(note_id: int) -> Any:
    """What was to be done after a visit is done."""
    actor = current_actor()
    note = visits.follow_up_done(note_id, actor)
    back = url_for("paired_help.case_page", case_id=note.case_id)
    return carried_out(lambda: None, _("好的，这件事办完了。"), back)
