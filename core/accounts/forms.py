"""What people type to get in, with every error next to its field."""
from __future__ import annotations

from typing import Any

from wtforms import Field, HiddenField, PasswordField, SelectField, StringField, TelField, ValidationError
from wtforms.validators import DataRequired, EqualTo, Length

from core.accounts.codes import LETTERS
from core.accounts.errors import PhoneInvalid
from core.accounts.phones import normalise_phone
from core.forms import Form
from core.texts import lazy_gettext as _l

FILL_IN = _l("请填写这一项。")


def needed() -> DataRequired:
    """The field may not stay empty."""
    return DataRequired(FILL_IN)


def mobile(form: Any, field: Field) -> None:
    """A mainland mobile number, kept as its 11 digits once it is right."""
    try:
        field.data = normalise_phone(field.data or "")
    except PhoneInvalid as error:
        raise ValidationError(str(error)) from error


def phone_field(label: Any = _l("手机号"), **kw: Any) -> TelField:
    """A field for a mobile number."""
    return TelField(label, [needed(), mobile], render_kw={"autocomplete": "tel", "inputmode": "tel"}, **kw)


def _new_password(label: Any = _l("新密码")) -> PasswordField:
    return PasswordField(
        label, [needed()], render_kw={"autocomplete": "new-password"}, description=_l("至少 8 位，工作人员至少 12 位。")
    )


def _again() -> PasswordField:
    return PasswordField(
        _l("再输一次密码"),
        [needed(), EqualTo("password", _l("两次输入的密码不一样。"))],
        render_kw={"autocomplete": "new-password"},
    )


class LoginForm(Form):
    """Phone and password."""

    phone = phone_field()
    password = PasswordField(_l("密码"), [needed()], render_kw={"autocomplete": "current-password"})
    next = HiddenField()


class CodeForm(Form):
    """The activation code as it stands on paper."""

    code = StringField(
        _l("激活码"),
        [needed(), Length(max=40, message=_l("激活码太长了，请核对。"))],
        description=_l("工作人员给您的 10 位字母和数字，不分大小写，横线可以不输。"),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )

    def validate_code(self, field: Field) -> None:
        """Ten of our letters, in whatever grouping."""
        plain = "".join(c for c in (field.data or "").upper() if c.isalnum())
        if len(plain) != 10 or set(plain) - set(LETTERS):
            raise ValidationError(_l("激活码是 10 位字母和数字，请对照纸条再输一次。"))


class ActivateForm(Form):
    """A password, and for a new account the phone to sign in with."""

    phone = phone_field(description=_l("以后用这个手机号登录。"))
    password = _new_password()
    again = _again()


class RegisterForm(Form):
    """Who I am and where I live, for staff to check."""

    name = StringField(
        _l("姓名"),
        [needed(), Length(max=30, message=_l("姓名最多 30 个字。"))],
        render_kw={"autocomplete": "name"},
    )
    phone = phone_field()
    building = SelectField(_l("楼栋"), coerce=int, description=_l("不清楚或不住在本社区，可以不选。"))
    room_text = StringField(_l("单元和房号"), [Length(max=40, message=_l("最多 40 个字。"))], description=_l("例如：2 单元 502"))
    password = _new_password(_l("设一个密码"))
    again = _again()

    def offer_buildings(self, buildings: list[tuple[int, str]]) -> None:
        """Fill the list of buildings."""
        self.building.choices = [(0, _l("请选择")), *buildings]


class ResetForm(Form):
    """The phone that the code goes to."""

    phone = phone_field()


class NewPasswordForm(Form):
    """The code that came, and the new password."""

    phone = phone_field()
    code = StringField(
        _l("验证码"), [needed()], render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "6"}
    )
    password = _new_password()
    again = _again()


class PasswordForm(Form):
    """The present password and the new one."""

    old = PasswordField(_l("现在的密码"), [needed()], render_kw={"autocomplete": "current-password"})
    password = _new_password()
    again = _again()


class OneTimeCodeForm(Form):
    """The digits of the app for one-time codes, or a recovery code."""

    code = StringField(
        _l("动态验证码"),
        [needed(), Length(max=40, message=_l("验证码是 6 位数字，请再看一眼。"))],
        description=_l("应用里现在显示的 6 位数字；手机不在身边，就填一个 10 位的恢复码。"),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"},
    )
    next = HiddenField()


class FirstCodeForm(Form):
    """The first digits that the app shows, which prove that it has the secret."""

    code = StringField(
        _l("应用里现在显示的 6 位数字"),
        [needed(), Length(max=40, message=_l("验证码是 6 位数字，请再看一眼。"))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"},
    )


def refuse(field: Field, error: Exception) -> None:
    """Put a service's refusal next to the field that it is about."""
    field.errors = [*field.errors, str(error)]
