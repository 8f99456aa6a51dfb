"""Giving a role: to do what, where, from when until when."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select
from wtforms import DateField, SelectChoice, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from core.accounts.models import RoleGrant
from core.accounts.permissions import BUILTIN_ROLES
from core.communities.services import community_today
from core.communities.words import lazy_word
from core.errors import Refused
from core.forms import Form
from core.grids.models import Building, Grid
from core.tenancy.session import db
from core.texts import gettext as _
from core.texts import lazy_gettext as _l
from core.volunteers.models import Unit

# The scope that a role is given over; a builtin role has exactly one.
SCOPE_OF = {
    "community_admin": "community",
    "grid_worker": "grids",
    "building_head": "buildings",
    "unit_contact": "unit",
    "volunteer": "own",
    "resident": "own",
}


class DatesForm(Form):
    """From the first to the last day of a role, by the community's calendar; both are included."""

    starts_on = DateField(_l("从哪一天起"), [Optional()], description=_l("不填就从今天起。"))
    ends_on = DateField(_l("到哪一天为止"), [Optional()], description=_l("不填就一直有效，随时可以收回。"))
    grant: RoleGrant | None = None  # whose days are changed; its first day stays as it is once it has come

    def validate_starts_on(self, field: Any) -> None:
        """Nobody held a role before it was given."""
        kept = self.grant is not None and field.data == self.grant.starts_on
        if field.data and field.data < community_today() and not kept:
            raise ValidationError(_("这一天已经过去了，请改一天，或者不填。"))

    def validate_ends_on(self, field: Any) -> None:
        """A role that is over already, or before it begins, would be none, although the page says that it was given."""
        if not field.data:
            return
        if field.data < community_today():
            raise ValidationError(_("这一天已经过去了，请改一天，或者不填。"))
        if self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("结束的一天不能早于开始的一天。"))


class GrantForm(DatesForm):
    """A role for one person, over chosen places, for some time."""

    role = SelectField(_l("角色"), [InputRequired(_l("请选择角色。"))])
    grids = SelectMultipleField(
        _l("负责的%(grid)s", grid=lazy_word("grid")), [Optional()], coerce=int,
        description=_l("网格员请选择负责的%(grid)s。", grid=lazy_word("grid")),
    )
    building = StringField(_l("负责的楼栋号"), [Optional(), Length(max=5)], description=_l("楼栋长请填写楼栋号，例如 3。"))
    unit = SelectField(_l("联系的单位"), coerce=int, default=0, description=_l("共建单位联系人请选择单位，只能看到这一家。"))
    field_order = ("role", "grids", "building", "unit", "starts_on", "ends_on")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        offered = [(key, title) for key, title in BUILTIN_ROLES.items() if key != "resident"]
        # The first choice is none: nobody becomes an admin because a list began with it.
        self.role.choices = [SelectChoice("", _l("请选择")), *(SelectChoice(key, title) for key, title in offered)]
        self.grids.choices = [
            SelectChoice(grid.id, grid.name) for grid in db.session.scalars(select(Grid).order_by(Grid.code))
        ]

        units = db.session.scalars(select(Unit).order_by(Unit.name))
        self.unit.choices = [SelectChoice(0, _l("不选")), *(SelectChoice(unit.id, unit.name) for unit in units)]

    def __iter__(self) -> Any:
        """What and where before when."""
        later = [name for name in self._fields if name not in self.field_order]
        return iter([self._fields[name] for name in (*self.field_order, *later)])


class NoPlace(Refused):
    """A role over places was given without saying which."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def target_of(form: GrantForm) -> tuple[str, list[int]]:
    """The scope and the ids that the form names. Raises NoPlace."""
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
