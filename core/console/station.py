"""People of the station: who holds which role over what, given and taken back here."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import DateField, SelectChoice, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from core.accounts.account_rows import account_of
from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.accounts.models import RoleGrant
from core.accounts.permissions import BUILTIN_ROLES
from core.accounts.roles import end_grant, grant_role, in_force, role_title, roles
from core.communities.services import community_today
from core.communities.words import lazy_word
from core.console.blueprint import blueprint
from core.errors import Missing, Refused
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

# The scope that a role is given over; a builtin role has exactly one.
SCOPE_OF = {
    "community_admin": "community",
    "grid_worker": "grids",
    "building_head": "buildings",
    "unit_contact": "unit",
    "volunteer": "own",
    "resident": "own",
}
PLACES = {"grids": Grid, "buildings": Building, "unit": Unit, "team": Team}


class GrantForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A role for one person, over chosen places, for some time."""

    role = SelectField(_l("角色"), [InputRequired(_l("请选择角色。"))])
    grids = SelectMultipleField(
        _l("负责的%(grid)s", grid=lazy_word("grid")), [Optional()], coerce=int,
        description=_l("网格员请选择负责的%(grid)s。", grid=lazy_word("grid")),
    )
    building = StringField(_l("负责的楼栋号"), [Optional(), Length(max=5)], description=_l("楼栋长请填写楼栋号，例如 3。"))
    unit = SelectField(_l("联系的单位"), coerce=int, default=0, description=_l("共建单位联系人请选择单位，只能看到这一家。"))
    ends_on = DateField(_l("到哪一天为止"), [Optional()], description=_l("不填就一直有效，随时可以收回。"))

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        offered = [(key, title) for key, title in BUILTIN_ROLES.items() if key != "resident"]
        self.role.choices = [SelectChoice(key, title) for key, title in offered]
        self.grids.choices = [
            SelectChoice(grid.id, grid.name) for grid in db.session.scalars(select(Grid).order_by(Grid.code))
        ]

        units = db.session.scalars(select(Unit).order_by(Unit.name))
        self.unit.choices = [SelectChoice(0, _l("不选")), *(SelectChoice(unit.id, unit.name) for unit in units)]

    def validate_ends_on(self, field: Any) -> None:
        """A role that is over already would be none, although the page says that it was given."""
        if field.data and field.data < community_today():
            raise ValidationError(_("这一天已经过去了，请改一天，或者不填。"))


@blueprint.get("/people")
@require("console.roles")
def people_of_station() -> str:
    """Who holds a role today, twenty a page; volunteers' and residents' own roles only when asked for."""
    text, role = request.args.get("q", "").strip(), request.args.get("role", "")
    found = rows_of(search_people(text, current_actor())) if text else []
    return render_template(
        "console/people.html", page=_standing(role, request.args.get("page", 1, type=int)), text=text, found=found,
        role=role, roles=roles(), role_title=role_title, kinds=BUILTIN_ROLES,
    )


def _standing(role: str, number: int) -> Page:
    """Grants in force as (grant, name, place): two statements, and one for each kind of place on the page."""
    own = [role_id for role_id, state in roles().items() if state.key in ("volunteer", "resident")]
    chosen = [role_id for role_id, state in roles().items() if state.key == role]
    page = page_of(
        select(RoleGrant, Person.name)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(in_force(), RoleGrant.role_id.in_(chosen) if role else RoleGrant.role_id.not_in(own))
        .order_by(RoleGrant.role_id, Person.pinyin, RoleGrant.id),
        number,
    )
    names: dict[int, str] = {}
    for scope, model in PLACES.items():
        wanted = {grant.scope_id for grant, _name in page.rows if grant.scope == scope}
        if wanted:
            found = db.session.execute(select(model.id, model.name).where(model.id.in_(wanted)))
            names |= {row.id: row.name for row in found}
    return Page([(grant, name, names.get(grant.scope_id, "")) for grant, name in page.rows], page.page, page.total)


@blueprint.route("/people/<int:person_id>/grant", methods=["GET", "POST"])
@require("console.roles", step_up=True)
def give_role(person_id: int) -> Any:
    """Give a person a role."""
    actor = current_actor()
    person = get_person(person_id, actor)
    form = GrantForm()
    if form.validate_on_submit():
        with refusals_shown(form):
            scope, ids = _target(form)
            grant_role(person, form.role.data, scope, ids, actor=actor, ends_on=form.ends_on.data)
            db.session.commit()
            flash(_("已授予%(name)s角色，下一次点击就生效。", name=person.name))
            account = account_of(person)
            if account is not None and account.password_hash is None:
                flash(_("请%(name)s在登录页点“忘记密码”，或者用您发的激活码，设一个工作人员的新密码。", name=person.name))
            return redirect(url_for("console.people_of_station"), 303)
    return render_template("console/grant.html", form=form, person=person), 422 if form.errors else 200


class NoPlace(Refused):
    """A role over places was given without saying which."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def _target(form: GrantForm) -> tuple[str, list[int]]:
    scope = SCOPE_OF[form.role.data]
    if scope == "grids" and not form.grids.data:
        raise NoPlace(_("请至少选择一个网格。"), "grids")
    if scope == "buildings":
        number = (form.building.data or "").strip()
        found = db.session.scalar(select(Building.id).where(Building.number == int(number))) if number.isdecimal() else None
        if found is None:
            raise NoPlace(_("没有这个楼栋号，请在楼栋图里核对。"), "building")
        return scope, [found]
    if scope == "unit":
        if not form.unit.data:
            raise NoPlace(_("请选择联系的单位。"), "unit")
        return scope, [form.unit.data]
    return scope, list(form.grids.data) if scope == "grids" else []


@blueprint.post("/people/grants/<int:grant_id>/end")
@require("console.roles", step_up=True)
def take_role(grant_id: int) -> Any:
    """Take a role back at once."""
    grant = db.session.get(RoleGrant, grant_id)
    if grant is None:
        raise Missing(_("没有找到这项授权，可能已经收回。"))
    with refusals_shown():
        end_grant(grant, current_actor())
        db.session.commit()
        flash(_("已收回，立即生效。"))
    return redirect(url_for("console.people_of_station"), 303)
