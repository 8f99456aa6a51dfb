"""People of the station: who holds which role over what and how long, given, changed and taken back here."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select

from core.accounts.account_rows import account_of
from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.accounts.grant_days import change_days, ends_soon
from core.accounts.models import RoleGrant
from core.accounts.permissions import BUILTIN_ROLES
from core.accounts.roles import end_grant, grant_role, in_force, role_title, roles
from core.communities.services import community_today
from core.console.blueprint import blueprint
from core.console.grant_forms import DatesForm, GrantForm, target_of
from core.errors import Missing
from core.grids.models import Building, Grid
from core.people.models import Person
from core.people.register import get_person
from core.people.rows import rows_of
from core.people.search import search_people
from core.tenancy.session import db
from core.texts import gettext as _
from core.texts import lazy_gettext as _l
from core.volunteers.models import Team, Unit
from core.web.paging import Page, page_of
from core.web.refusals import refusals_shown

PLACES = {"grids": Grid, "buildings": Building, "unit": Unit, "team": Team}
ENDED_SHOWN = timedelta(days=400)


def _pending() -> Any:
    return (RoleGrant.starts_on > community_today()) & ~_ended()


def _ended() -> Any:
    # One that was taken back before its first day ends before it begins.
    return RoleGrant.ends_on.is_not(None) & (RoleGrant.ends_on < community_today())


def _ended_lately() -> Any:
    return _ended() & (RoleGrant.ends_on >= community_today() - ENDED_SHOWN)


# What the list can show: title and condition.
TIMES: dict[str, tuple[Any, Callable[[], Any]]] = {
    "now": (_l("生效中"), in_force),
    "soon": (_l("一周内到期"), ends_soon),
    "pending": (_l("还没开始"), _pending),
    "ended": (_l("已结束"), _ended_lately),
}


@dataclass(frozen=True)
class Held:
    """A grant of the list with its holder and place in words, and where it stands: one of TIMES."""

    grant: RoleGrant
    name: str
    place: str
    time: str


@blueprint.get("/people")
@require("console.roles")
def people_of_station() -> str:
    """Who holds a role, twenty a page; volunteers' and residents' own roles only when asked for."""
    text, role, time = request.args.get("q", "").strip(), request.args.get("role", ""), request.args.get("when", "now")
    found = rows_of(search_people(text, current_actor())) if text else []
    time = time if time in TIMES else "now"
    return render_template(
        "console/people.html", page=_standing(role, time, request.args.get("page", 1, type=int)), text=text, found=found,
        role=role, roles=roles(), role_title=role_title, kinds=BUILTIN_ROLES, time=time, times=TIMES,
    )


def _standing(role: str, time: str, number: int) -> Page:
    """A page of grants: two statements, and one for each kind of place on the page."""
    own = [role_id for role_id, state in roles().items() if state.key in ("volunteer", "resident")]
    chosen = [role_id for role_id, state in roles().items() if state.key == role]
    page = page_of(
        select(RoleGrant, Person.name)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(TIMES[time][1](), RoleGrant.role_id.in_(chosen) if role else RoleGrant.role_id.not_in(own))
        .order_by(RoleGrant.role_id, Person.pinyin, RoleGrant.id),
        number,
    )
    names: dict[int, str] = {}
    for scope, model in PLACES.items():
        wanted = {grant.scope_id for grant, _name in page.rows if grant.scope == scope}
        if wanted:
            found = db.session.execute(select(model.id, model.name).where(model.id.in_(wanted)))
            names |= {row.id: row.name for row in found}
    rows = [Held(grant, name, names.get(grant.scope_id, ""), time) for grant, name in page.rows]
    return Page(rows, page.page, page.total)


@blueprint.route("/people/<int:person_id>/grant", methods=["GET", "POST"])
@require("console.roles", step_up=True)
def give_role(person_id: int) -> Any:
    """Give a person a role."""
    actor = current_actor()
    person = get_person(person_id, actor)
    form = GrantForm()
    if form.validate_on_submit():
        with refusals_shown(form):
            scope, ids = target_of(form)
            first, last = form.starts_on.data, form.ends_on.data
            grant_role(person, form.role.data, scope, ids, actor=actor, starts_on=first, ends_on=last)
            db.session.commit()
            _say_given(person, first)
            return redirect(url_for("console.people_of_station", when=None if _holds_now(first) else "pending"), 303)
    return render_template("console/grant.html", form=form, person=person), 422 if form.errors else 200


def _holds_now(first: Any) -> bool:
    return first is None or first <= community_today()


def _say_given(person: Person, first: Any) -> None:
    if _holds_now(first):
        flash(_("已授予%(name)s角色，下一次点击就生效。", name=person.name))
    else:
        flash(_("已授予%(name)s角色，从 %(day)s 起生效。", name=person.name, day=first))
    account = account_of(person)
    if account is not None and account.password_hash is None:
        flash(_("请%(name)s在登录页点“忘记密码”，或者用您发的激活码，设一个工作人员的新密码。", name=person.name))


def _grant(grant_id: int) -> RoleGrant:
    grant = db.session.get(RoleGrant, grant_id)
    if grant is None:
        raise Missing(_("没有找到这项授权，可能已经收回。"))
    return grant


@blueprint.route("/people/grants/<int:grant_id>/days", methods=["GET", "POST"])
@require("console.roles", step_up=True)
def change_role_days(grant_id: int) -> Any:
    """Let a role begin or end on another day."""
    grant = _grant(grant_id)
    form = DatesForm(obj=grant)
    form.grant = grant
    if form.validate_on_submit():
        with refusals_shown(form):
            change_days(grant, form.starts_on.data, form.ends_on.data, current_actor())
            db.session.commit()
            flash(_("已保存，下一次点击就生效。"))
            return redirect(url_for("console.people_of_station"), 303)
    return render_template("console/grant_days.html", form=form, person=grant.person), 422 if form.errors else 200


@blueprint.post("/people/grants/<int:grant_id>/end")
@require("console.roles", step_up=True)
def take_role(grant_id: int) -> Any:
    """Take a role back at once."""
    grant = _grant(grant_id)
    with refusals_shown():
        end_grant(grant, current_actor())
        db.session.commit()
        flash(_("已收回，立即生效。"))
    return redirect(url_for("console.people_of_station"), 303)
