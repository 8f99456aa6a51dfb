"""The browsers that a person is signed in with, in words; each can be signed out from another one."""
from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.accounts.actor import CurrentActor
from core.accounts.models import AccountSession
from core.accounts.sessions import end_sessions, limits_for
from core.clock import now
from core.errors import Missing
from core.tenancy.session import db
from core.texts import gettext as _
from core.texts import lazy_gettext as _l

# The first whose mark stands in the user agent; those that pretend to be another stand before it.
BROWSERS: Mapping[str, Any] = {
    "MicroMessenger": _l("微信"), "QQBrowser": _l("QQ 浏览器"), "UCBrowser": _l("UC 浏览器"), "HuaweiBrowser": _l("华为浏览器"),
    "MiuiBrowser": _l("小米浏览器"), "Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome",
    "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
SYSTEMS: Mapping[str, Any] = {
    "HarmonyOS": _l("鸿蒙"), "iPhone": "iPhone", "iPad": "iPad", "Android": _l("安卓手机"), "Windows": "Windows",
    "Macintosh": "Mac", "Linux": "Linux",
}  # fmt: skip


@dataclass(frozen=True)
class Device:
    """A browser that is signed in; `here`: the one that asks."""

    id: int
    name: str
    address: str
    since: datetime
    seen: datetime
    here: bool


def device_name(user_agent: str) -> str:
    """Browser and system in words, as far as the browser says."""
    browser = next((title for mark, title in BROWSERS.items() if mark in user_agent), _l("浏览器"))
    system = next((title for mark, title in SYSTEMS.items() if mark in user_agent), None)
    return str(browser) if system is None else f"{browser} · {system}"


def rough_address(address: str | None) -> str:
    """The network that an address is in, too large to find a home by: 203.0.*.* or the first 32 bits of IPv6."""
    try:
        parsed = ipaddress.ip_address((address or "").partition("/")[0])
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if isinstance(parsed, ipaddress.IPv6Address):
        return ":".join(parsed.exploded.split(":")[:2]) + ":*"
    return ".".join(str(parsed).split(".")[:2]) + ".*.*"


def is_new_device(account_id: int, user_agent: str, address: str) -> bool:
    """Whether the account was never signed in to from such a browser in that network, as far as sign-ins are kept.

    The very first sign-in is no news to anybody.
    """
    columns = select(AccountSession.user_agent, AccountSession.address)
    known = db.session.execute(columns.where(AccountSession.account_id == account_id, ~AccountSession.awaits_code)).all()
    asked = device_name(user_agent), address
    return bool(known) and all((device_name(row.user_agent), row.address) != asked for row in known)


def devices_of(actor: CurrentActor) -> list[Device]:
    """The live sign-ins of the actor's account, this browser first, then as they were seen last."""
    moment, limits, browsers = now(), limits_for(actor.is_staff), actor.keeper.browsers
    alive = (
        actor.keeper.browsers_of(actor.account_id),
        browsers.revoked_at.is_(None),
        ~browsers.awaits_code,
        browsers.last_seen_at >= moment - limits.idle,
        browsers.created_at >= moment - limits.absolute,
    )
    rows = db.session.scalars(select(browsers).where(*alive).order_by(browsers.last_seen_at.desc()))
    found = [
        Device(row.id, device_name(row.user_agent), row.address, row.created_at, row.last_seen_at, row.id == actor.sign_in_id)
        for row in rows
    ]
    return sorted(found, key=lambda device: not device.here)


def end_device(actor: CurrentActor, session_id: int) -> None:
    """Sign one of the actor's own browsers out. Raises Missing."""
    if session_id not in {device.id for device in devices_of(actor)}:
        raise Missing(_("没有找到这台设备，可能已经退出了。"))
    browsers = actor.keeper.browsers
    end_sessions(browsers.id == session_id, browsers=browsers)


def end_other_devices(actor: CurrentActor) -> None:
    """Sign all of the actor's browsers out but the one that asks."""
    browsers = actor.keeper.browsers
    end_sessions(actor.keeper.browsers_of(actor.account_id), browsers.id != actor.sign_in_id, browsers=browsers)
