"""What people are told about their own account, by what accounts publish."""
from __future__ import annotations

from sqlalchemy import select

from core.accounts.devices import device_name
from core.accounts.events import CodesReset, RoleEnds, SignedInOnNewDevice
from core.accounts.models import AccountSession, Role, RoleGrant
from core.accounts.permissions import ADMIN
from core.accounts.roles import in_force, role_title, roles
from core.notices.services import notify
from core.people.models import Person
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


def tell_of_role_end(event: RoleEnds) -> None:
    """The holder hears when a role ends, and so do the admins, who may let it go on."""
    grant = db.session.get(RoleGrant, event.grant_id)
    if grant is None or grant.ends_on is None:
        return
    holder, role = db.session.get_one(Person, grant.person_id), role_title(roles()[grant.role_id])
    own = _("您的角色“%(role)s”到 %(day)s 为止。还要继续的话，请联系社区管理员。", role=role, day=grant.ends_on)
    notify(holder.id, own, source=SOURCE)
    text = _("%(name)s的角色“%(role)s”到 %(day)s 为止，要继续请改日期。", name=holder.name, role=role, day=grant.ends_on)
    admins = select(RoleGrant.person_id).join(RoleGrant.role).where(Role.key == ADMIN, in_force())
    for admin in set(db.session.scalars(admins)) - {holder.id}:
        notify(admin, text, link="/console/people?when=soon", source=SOURCE)
