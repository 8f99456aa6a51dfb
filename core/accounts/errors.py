"""What accounts refuse, each with a finished sentence."""
from __future__ import annotations

from core.errors import Refused
from core.texts import gettext as _
from core.texts import ngettext


class SignInRefused(Refused):
    """Phone and password do not belong together; never says which of the two was wrong."""

    status = 401

    def __init__(self) -> None:
        super().__init__(_("手机号或密码不对，请检查后再试；忘了密码可以点“忘记密码”。"))


class AccountClosed(Refused):
    """The password is right, but the account may not be used any more."""

    status = 401

    def __init__(self) -> None:
        super().__init__(_("这个账号已经停用，请联系社区工作人员。"))


class TooSoon(Refused):
    """Too many failed tries; `seconds` until the next one is judged."""

    status = 429

    def __init__(self, seconds: int) -> None:
        self.seconds = max(1, seconds)
        super().__init__(_("试错的次数多了，请等 %(wait)s后再试。", wait=waiting_time(self.seconds)))


class CodeInvalid(Refused):
    """A one-time code is wrong, used or expired; never says which."""

    def __init__(self) -> None:
        super().__init__(_("这个码不对或已经失效，请核对后再填，或请工作人员重新给一个。"))


class OneTimeCodeWrong(Refused):
    """The digits are neither the app's at this moment nor an unused recovery code."""

    status = 401

    def __init__(self) -> None:
        super().__init__(_("验证码不对，或者已经用过。请等应用里换出下一个 6 位数字再填，或者填一个没用过的恢复码。"))


class PhoneTaken(Refused):
    """Another account of this community signs in with this phone."""

    def __init__(self) -> None:
        super().__init__(_("这个手机号已经用于本社区的另一个账号，请换一个号码，或联系工作人员。"))


class PasswordWeak(Refused):
    """The password breaks a rule; the sentence says which."""


class PhoneInvalid(Refused):
    """The text is no mainland mobile number."""

    def __init__(self) -> None:
        super().__init__(_("请填 11 位的大陆手机号，例如 13812345678。"))


class LastAdmin(Refused):
    """The change would leave the community without anyone who can give roles."""

    def __init__(self) -> None:
        super().__init__(_("这样一来就没有人能管理角色了，请先让另一位管理员接手。"))


def waiting_time(seconds: int) -> str:
    """A waiting time as said to people: seconds below a minute, else whole minutes, rounded up."""
    if seconds < 60:
        return ngettext("%(num)d 秒", "%(num)d 秒", seconds)
    return ngettext("%(num)d 分钟", "%(num)d 分钟", -(-seconds // 60))
