"""Bookable places: the day of all, the day of one, and the list of them.

Places belong to the whole community: whoever holds `places.view` for one grid sees all of them; changing one needs
`places.edit` over the community.
"""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.clock import now
from core.communities.services import community_today
from core.desk.place_forms import ClosePlaceForm, PlaceForm
from core.desk.services.places import day_asked, day_of, day_of_all
from core.desk.views.blueprint import blueprint
from core.errors import Forbidden
from core.places.models import Place
from core.places.register import FIELDS, close_place, next_position, open_place, save_place, uses_after
from core.places.services import get_place
from core.places.terms import PLACE_KINDS
from core.tenancy.session import db
from core.texts import gettext as _
from core.web.refusals import refusals_shown

VIEW, EDIT = "places.view", "places.edit"


@blueprint.get("/places")
@require(VIEW)
def places() -> str:
    """Every place with the plan of one day, today unless another is asked for."""
    plan = day_of_all(day_asked(request.args.get("day", "")))
    return render_template(
        "desk/places.html", plan=plan, kinds=PLACE_KINDS, today=community_today(), may_edit=current_actor().holds(EDIT)
    )


@blueprint.get("/places/<int:place_id>")
@require(VIEW)
def place(place_id: int) -> str:
    """One place, and one day of it."""
    return _page(get_place(place_id), ClosePlaceForm(formdata=None))


def _page(row: Place, form: ClosePlaceForm) -> str:
    return render_template(
        "desk/place.html", plan=day_of(row, day_asked(request.args.get("day", ""))), form=form, kinds=PLACE_KINDS,
        today=community_today(), open_uses=uses_after(row, now()), may_edit=current_actor().can(EDIT, row),
    )


@blueprint.route("/places/new", methods=["GET", "POST"])
@require(EDIT)
def new_place() -> Any:
    """Add a place."""
    if not current_actor().holds(EDIT):
        raise Forbidden(_not_yours())
    return _form_page(None, PlaceForm(data={"position": next_position()}))


@blueprint.route("/places/<int:place_id>/edit", methods=["GET", "POST"])
@require(EDIT)
def edit_place(place_id: int) -> Any:
    """Change a place; uses that are made keep their time."""
    row = _mine(place_id)
    return _form_page(row, PlaceForm(obj=row))


def _form_page(row: Place | None, form: PlaceForm) -> Any:
    name = row.name if row else ""
    if form.validate_on_submit():
        with refusals_shown(form):
            saved = save_place(row, current_actor(), **{field: form[field].data for field in FIELDS})
            db.session.commit()
            flash(_("已保存场地：%(name)s。", name=saved.name))
            return redirect(url_for("desk.place", place_id=saved.id))
    return render_template("desk/place_form.html", form=form, place=row, name=name), 422 if form.errors else 200


@blueprint.post("/places/<int:place_id>/close")
@require(EDIT)
def close_place_now(place_id: int) -> Any:
    """Take no new uses, with the reason."""
    row, form = _mine(place_id), ClosePlaceForm()
    if not form.validate_on_submit():
        return _page(row, form), 422
    close_place(row, current_actor(), form.reason.data)
    left = uses_after(row, now())
    db.session.commit()
    if left:
        flash(_("%(name)s已暂停使用。已经排好的 %(count)s 次没有取消，请通知安排的人另选场地。", name=row.name, count=left))
    else:
        flash(_("%(name)s已暂停使用，不再接受新的安排。", name=row.name))
    return redirect(url_for("desk.place", place_id=place_id))


@blueprint.post("/places/<int:place_id>/open")
@require(EDIT)
def open_place_again(place_id: int) -> Any:
    """Take uses again."""
    row = _mine(place_id)
    open_place(row, current_actor())
    db.session.commit()
    flash(_("%(name)s已重新开放。", name=row.name))
    return redirect(url_for("desk.place", place_id=place_id))


def _mine(place_id: int) -> Place:
    row = get_place(place_id)
    if not current_actor().can(EDIT, row):
        raise Forbidden(_not_yours())
    return row


def _not_yours() -> str:
    return _("场地属于整个社区，请联系社区管理员来修改。")
