"""The one form of a booking, on the phone and at the desk, and the list of days before a series is booked."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import Refused, _, community_today, current_actor, moment_at, require, search_people, session

from ..forms import BookForm
from ..services import asking, equipment, groups, opening, plans, series
from ..services.asking import Wish
from .blueprint import pages

BOOK, APPROVE = "venues.book", "venues.approve"
MOST_PIECES = 999


@pages.route("/places/<int:place_id>/book", methods=("GET", "POST"))
@require(BOOK)
def book(place_id: int) -> Any:
    """Day, from, to, what for; for oneself, one's team or unit."""
    return _book(place_id, current_actor().person_id, "")


@pages.route("/desk/places/<int:place_id>/book/<int:person_id>", methods=("GET", "POST"))
@require(APPROVE)
def book_for(place_id: int, person_id: int) -> Any:
    """The same, typed in by a worker for a resident (代办)."""
    person = asking.the_person(current_actor(), person_id)
    return _book(place_id, person.id, person.name)


@pages.get("/desk/new")
@require(APPROVE)
def new() -> Any:
    """Find the resident, then choose the place."""
    text = request.args.get("q", "").strip()
    hits = search_people(text, current_actor()) if text else []
    person_id = request.args.get("person_id", type=int)
    person = asking.the_person(current_actor(), person_id) if person_id else None
    bookable = [venue for venue in opening.venues() if venue.bookable] if person else []
    return render_template("venues/new.html", text=text, hits=hits, person=person, venues=bookable)


def _book(place_id: int, person_id: int, name: str) -> Any:
    found = opening.venue(place_id)
    form, day = BookForm(), plans.chosen_day(request.values.get("day", ""))
    _offer(form, found, person_id, day)
    if request.method == "POST" and form.validate():
        try:
            wish = _wish(form, place_id, person_id)
            if form.until.data:
                return _series(found, form, wish, name)
            made = asking.ask(current_actor(), wish)
            session.commit()
            flash(_said(made), "success")
            return redirect(_page_of(made, name))
        except Refused as refusal:
            session.rollback()
            _show(form, refusal)
            found = opening.venue(place_id)
            _offer(form, found, person_id, day)
    return _form_page(form, found, day, name)


def _form_page(form: BookForm, found: opening.Venue, day: date, name: str) -> Any:
    uses = plans.uses_around(found, *plans.day_bounds(day))
    spans = plans.free_spans(found, day, uses)
    if request.method == "GET":
        _first_choice(form, day, spans)
    ahead = [community_today() + timedelta(days=i) for i in range(min(found.days_ahead, 13) + 1)]
    wanted = {key: request.form.get(f"wanted-{key}", 0, type=int) for key in _things(found)} if request.method == "POST" else {}
    return render_template(
        "venues/book.html" if not name else "venues/book_for.html", form=form, venue=found, day=day, name=name,
        free=plans.free_words(found, day, uses), days=ahead, things=equipment.equipment_for(found.place.id), wanted=wanted,
        folded=not any(form[key].errors for key in ("group", "people", "purpose", "until")) and not any(wanted.values()),
    )  # fmt: skip


def _things(found: opening.Venue) -> list[int]:
    return [thing.id for thing in equipment.equipment_for(found.place.id)]


def _offer(form: BookForm, found: opening.Venue, person_id: int, day: date) -> None:
    actor = current_actor()
    hours = found.hours_on(day) or _widest(found)
    offered = [(f"team:{t.id}", t.name) for t in groups.teams_of(person_id, actor)]
    offered += [(f"unit:{u.id}", u.name) for u in groups.units_of(actor)]
    form.offer(*hours, offered)


def _widest(found: opening.Venue) -> tuple[int, int]:
    spans = [hours for hours in (found.rules.hours if found.rules else []) if hours]
    return (min(h[0] for h in spans), max(h[1] for h in spans)) if spans else (540, 1080)


def _first_choice(form: BookForm, day: date, spans: list[Any]) -> None:
    """Times that can be had: the hour of the address, else the first free hour, else the first free half hour."""
    form.day.data = day
    asked, last = request.args.get("at", type=int), int(form.end.choices[-1].value)
    starts = [int(choice.value) for choice in form.start.choices]
    free = [
        (m, min(m + length, last))
        for length in (60, 30)
        for a, b in spans
        for m in starts
        if a <= moment_at(day, m) and moment_at(day, min(m + length, last)) <= b
    ]
    chosen = next((pair for pair in free if asked is not None and asked <= pair[0] < asked + 60), None)
    start = asked if asked in starts else starts[0]
    form.start.data, form.end.data = chosen or (free[0] if free and asked is None else (start, min(start + 60, last)))


def _wish(form: BookForm, place_id: int, person_id: int) -> Wish:
    kind, _colon, number = form.group.data.partition(":")
    counts = {
        int(key.removeprefix("wanted-")): min(int(value), MOST_PIECES)
        for key, value in request.form.items()
        if key.startswith("wanted-") and key[7:].isdecimal() and value.isdecimal() and int(value)
    }
    start, end = form.span()
    return Wish(
        place_id, person_id, start, end, form.kind.data, form.purpose.data or "", form.people.data or 0,
        int(number) if kind == "team" else None, int(number) if kind == "unit" else None, counts, form.wait.data,
    )


def _series(found: opening.Venue, form: BookForm, wish: Wish, name: str) -> Any:
    actor, until, weeks = current_actor(), form.until.data, form.every_weeks.data
    if "chosen" not in request.form:
        days = series.turns(actor, wish, until, weeks)
        return render_template("venues/series.html", form=form, venue=found, turns=days, name=name, posted=_posted())
    chosen = {plans.chosen_day(text) for text in request.form.getlist("chosen") if text}
    _row, booked, left_out = series.book_series(actor, wish, until, chosen, weeks)
    session.commit()
    flash(_("约了 %(count)s 次，跳过 %(skipped)s 次。", count=len(booked), skipped=len(left_out)), "success")
    return redirect(_page_of(booked[0], name))


def _posted() -> list[tuple[str, str]]:
    return [(key, value) for key, value in request.form.items(multi=True) if key not in ("csrf_token", "chosen")]


def _show(form: BookForm, refusal: Refused) -> None:
    named = getattr(refusal, "field", "")
    if named in form:
        form[named].errors = [*form[named].errors, str(refusal)]
    else:
        form.form_errors.append(str(refusal))


def _said(made: Any) -> str:
    said = {
        "approved": _("约好了！到了请扫门上的码签到。"),
        "waiting": _("已排上候补，空出来马上通知您。"),
        "requested": _("收到了，工作人员审批后通知您。"),
    }
    return said[made.state]


def _page_of(made: Any, name: str) -> str:
    if name:
        return url_for("venues.desk_booking", booking_id=made.id)
    return url_for("venues.booking", booking_id=made.id)
