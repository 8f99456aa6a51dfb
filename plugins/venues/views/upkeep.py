"""The places' rules, closed days, door codes and equipment, for those who manage the venues."""
from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import select
from wtforms import SelectChoice

from core.api import Person, _, carried_out, current_actor, places, refusals_shown, require, search_people, session

from ..forms import ClosedDayForm, EquipmentForm, RulesForm
from ..services import arriving, equipment, opening, upkeep
from ..services.calendar import clock
from .blueprint import pages

MANAGE = "venues.manage"
CLOSED = -1


@pages.get("/desk/places")
@require(MANAGE)
def all_rules() -> Any:
    """Every place with its rules in a line."""
    rows = [(venue, opening.hours_in_words(venue.rules)) for venue in opening.venues(open_only=False)]
    return render_template("venues/all_rules.html", rows=rows)


@pages.route("/desk/places/<int:place_id>/rules", methods=("GET", "POST"))
@require(MANAGE)
def edit_rules(place_id: int) -> Any:
    """Opening hours, who may book, who holds the key."""
    venue, actor = opening.venue(place_id), current_actor()
    form = RulesForm(obj=venue.rules)
    _offer_keyholders(form, venue)
    hours = _typed_hours() if request.method == "POST" else (venue.rules.hours if venue.rules else upkeep.USUAL_HOURS)
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            values = {key: form[key].data for key in upkeep.FIELDS}
            upkeep.save_rules(actor, venue, hours, form.keyholder_id.data, **values)
            session.commit()
            return carried_out(lambda: None, _("规则已保存，从现在起的预约都按新规则。"), url_for("venues.edit_rules", place_id=place_id))
        venue = opening.venue(place_id)
    return render_template(
        "venues/rules.html", venue=venue, form=form, hours=hours, times=[(m, clock(m)) for m in range(0, 1441, 30)],
        closed=upkeep.closed_days(place_id), closed_form=ClosedDayForm(formdata=None), text=request.args.get("q", ""),
    )


def _typed_hours() -> list[list[int]]:
    spans = []
    for weekday in range(7):
        first = request.form.get(f"opens-{weekday}", CLOSED, type=int)
        last = request.form.get(f"closes-{weekday}", CLOSED, type=int)
        spans.append([] if first < 0 or last < 0 else [first, last])
    return spans


def _offer_keyholders(form: RulesForm, venue: opening.Venue) -> None:
    """Nobody, the one who holds it, whom the worker searched for, and whom they just chose."""
    text, holder = request.args.get("q", "").strip(), venue.rules.keyholder_id if venue.rules else None
    asked = request.form.get("keyholder_id", 0, type=int)
    found = {person.id: person.name for person in (search_people(text, current_actor()) if text else [])}
    known = session.scalars(select(Person).where(Person.id.in_([key for key in (holder, asked) if key])))
    found |= {person.id: person.name for person in known if current_actor().can("people.view", person) or person.id == holder}
    form.keyholder_id.choices = [SelectChoice(0, _("不用开门，自己进")), *(SelectChoice(k, n) for k, n in found.items())]
    if request.method == "GET":
        form.keyholder_id.data = holder or 0


@pages.post("/desk/places/<int:place_id>/closed")
@require(MANAGE)
def close_day(place_id: int) -> Any:
    """A day off, of this place or of all."""
    opening.venue(place_id)
    form, back = ClosedDayForm(), url_for("venues.edit_rules", place_id=place_id)
    if not form.validate():
        return carried_out(lambda: None, _("没有保存：请选择哪一天不开放。"), back)
    target = None if form.everywhere.data else place_id
    return carried_out(
        lambda: upkeep.close_day(current_actor(), target, form.day.data, form.reason.data or ""),
        _("闭馆日已登记。这一天已有的预约请逐个撤销，让大家知道原因。"), back,
    )


@pages.post("/desk/places/<int:place_id>/closed/<int:closed_id>/open")
@require(MANAGE)
def open_day(place_id: int, closed_id: int) -> Any:
    """Open after all."""
    opening.venue(place_id)
    back = url_for("venues.edit_rules", place_id=place_id)
    return carried_out(lambda: upkeep.open_day(current_actor(), closed_id), _("这一天照常开放。"), back)


@pages.route("/desk/places/<int:place_id>/door", methods=("GET", "POST"))
@require(MANAGE)
def door_sheet(place_id: int) -> Any:
    """The sheet for the door, with the code and its QR; sending the page makes another code."""
    venue = opening.venue(place_id)
    if request.method == "POST":
        back = url_for("venues.door_sheet", place_id=place_id)
        return carried_out(lambda: upkeep.renew_code(current_actor(), venue), _("已换新码，请把新的贴到门上。"), back)
    token = arriving.door_token(venue.rules) if venue.rules else ""
    return render_template("venues/door_sheet.html", venue=venue, hours=opening.hours_in_words(venue.rules), token=token)


@pages.route("/desk/equipment", methods=("GET", "POST"))
@require(MANAGE)
def things() -> Any:
    """All equipment, and a form for one more."""
    return _things(None)


@pages.route("/desk/equipment/<int:equipment_id>", methods=("GET", "POST"))
@require(MANAGE)
def thing(equipment_id: int) -> Any:
    """Change one."""
    return _things(equipment.the_equipment(equipment_id))


def _things(row: Any) -> Any:
    form = EquipmentForm(obj=row)
    form.place_id.choices = [SelectChoice(0, _("公用，搬到哪里都行")), *(SelectChoice(p.id, p.name) for p in places())]
    if row is not None and row.place_id is None and request.method == "GET":
        form.place_id.data = 0
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            equipment.save_equipment(current_actor(), row, form.place_id.data or None, form.name.data, form.count.data)
            session.commit()
            return carried_out(lambda: None, _("器材已保存。"), url_for("venues.things"))
    return render_template("venues/equipment.html", rows=equipment.all_equipment(), form=form, row=row)
