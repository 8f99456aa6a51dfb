"""What people are told about their own account, by what accounts publish."""
from __future__ import annotations

from core.accounts.devices import device_name
from core.accounts.events import CodesReset, SignedInOnNewDevice
from core.accounts.models import AccountSession
from core.notices.services import notify
from core.tenancy.session import db
from core.texts import gettext as _
from core.texts import lazy_gettext as _l

SOURCE = "accounts"


def tell_of_new_device(event: SignedInOnNewDevice) -> None:
    """So that nobody uses a stolen password unnoticed; nothing to tell once that sign-in was forgotten."""
    browser = db.session.get(AccountSession, event.session_id)
    if browser is not None:
        text = _("您的账号在一台新设备上登录了：%(device)s。不是您本人，请马上让它退出并修改密码。", device=device_name(browser.user_agent))
        notify(event.person_id, text, link="/devices", source=SOURCE)


def tell_of_reset(event: CodesReset) -> None:
    """Staff took the one-time codes off the account."""
    text = _l("工作人员停用了您账号的动态验证码。不是您要求的，请马上联系社区管理员。")
    notify(event.person_id, text, link="/totp", source=SOURCE)
