"""A good plugin that requires another good one, and has settings of every kind."""
from wtforms import BooleanField, Form, IntegerField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, NumberRange

from core.api import Manifest, hookimpl, lazy_gettext

manifest = Manifest(name="leaning", title="靠着你好", summary="要先开你好", requires=("hello",))


class SettingsForm(Form):
    """Settings with defaults, a limit and a secret."""

    greeting = StringField(lazy_gettext("问候语"), [DataRequired()], default="早上好")
    hours = IntegerField("每天最多几小时", [NumberRange(1, 24)], default=8)
    open = BooleanField("对外开放", default=True)
    unit = SelectField("单位", choices=[SelectChoice("h", "小时"), SelectChoice("p", "积分")], default="h")
    token = PasswordField("短信口令")


@hookimpl
def settings_form():
    return SettingsForm


@hookimpl
def public_figures(community):
    return []
