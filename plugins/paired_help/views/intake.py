"""Taking somebody on, step by step: intake, indicator sheet, consent, plan."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from wtforms import SelectChoice

from core.api import Skill, _, current_actor, get_person, refusals_shown, require, session, usual

from .. import CARE
from ..forms import ConsentForm, IntakeForm, PlanForm, SheetForm
from ..services import cases, details, sheets
from ..services.gates import latest_sheet
from ..terms import INDICATORS, SHEETS
from ..workflow import case_flow
from .blueprint import pages

MANAGE = "paired_help.manage"


def _to(case_id: int) -> Any:
    return redirect(url_for("paired_help.case_page", case_id=case_id))


@pages.route("/new", methods=("GET", "POST"))
@require(MANAGE)
def new() -> Any:
    """Open a case for a resident."""
    actor = current_actor()
    person_id = request.values.get("person_id", type=int)
    if not person_id:
        return redirect(url_for("paired_help.find"))
    person = get_person(person_id, actor)
    form = IntakeForm(person_id=str(person_id))
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            made = cases.open_case(actor, person_id, source=form.source.data, situation=form.situation.data)
            session.commit()
            flash(_("建档好了，接下来填评估表。"), "success")
            return redirect(url_for("paired_help.sheet", case_id=made.id))
    return render_template("paired_help/new.html", form=form, person=person)


@pages.route("/cases/<int:case_id>/sheet", methods=("GET", "POST"))
@require(MANAGE)
def sheet(case_id: int) -> Any:
    """The indicator sheet that the state asks for."""
    actor = current_actor()
    found = details.around(case_id, actor, MANAGE)
    kind = sheets.ASKED.get(found.case.state)
    form = SheetForm()
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            made = sheets.fill(case_id, actor, form.answers(), words=form.words.data or "", level=form.level.data or "")
            session.commit()
            flash(_("评估表保存好了，自立评分 %(score)s 分。", score=made.score), "success")
            return _to(case_id)
        found = details.around(case_id, actor, MANAGE)
    return render_template(
        "paired_help/sheet.html", found=found, form=form, kind=kind, kinds=SHEETS, indicators=INDICATORS,
        state=case_flow.state_of(found.case),
    )


@pages.route("/cases/<int:case_id>/consent", methods=("GET", "POST"))
@require(MANAGE)
def consent(case_id: int) -> Any:
    """Read the text out, note the yes."""
    actor = current_actor()
    found = details.around(case_id, actor, MANAGE)
    form = ConsentForm()
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            cases.consent(case_id, actor)
            session.commit()
            flash(_("同意已登记，接下来定计划。"), "success")
            return redirect(url_for("paired_help.plan", case_id=case_id))
        found = details.around(case_id, actor, MANAGE)
    return render_template("paired_help/consent.html", found=found, form=form, purpose=CARE)


@pages.route("/cases/<int:case_id>/plan", methods=("GET", "POST"))
@require(MANAGE)
def plan(case_id: int) -> Any:
    """Needs, goals, and what a helper should be able to do."""
    actor = current_actor()
    found = details.around(case_id, actor, MANAGE)
    case = found.case
    form = PlanForm(needs=case.needs, skill_id=case.skill_id, language=case.language)
    skills = session.execute(select(Skill.id, Skill.title).order_by(Skill.position, Skill.title))
    form.skill_id.choices = [SelectChoice("", _("都可以")), *(SelectChoice(key, usual(title)) for key, title in skills)]
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            cases.plan(
                case_id, actor, needs=form.needs.data or [], goals=form.goals.data,
                skill_id=_known(form.skill_id.data), language=form.language.data or "",
            )
            session.commit()
            flash(_("计划保存好了。"), "success")
            return _to(case_id)
        found = details.around(case_id, actor, MANAGE)
    return render_template("paired_help/plan.html", found=found, form=form, sheet=latest_sheet(found.case, "entry"))


def _known(skill_id: int | None) -> int | None:
    return skill_id if skill_id and session.get(Skill, skill_id) is not None else None
