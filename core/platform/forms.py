"""What operators type."""
from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField

from core.accounts.forms import needed
from core.forms import Form
from core.texts import lazy_gettext as _l


class OperatorLoginForm(Form):
    """Name and password."""

    login = StringField(_l("登录名"), [needed()], render_kw={"autocomplete": "username"})
    password = PasswordField(_l("密码"), [needed()], render_kw={"autocomplete": "current-password"})
    next = HiddenField()
