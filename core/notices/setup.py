"""Joins notices to the app: the bell's number, and codes for a new password by SMS where a plugin brings it."""
from __future__ import annotations

from flask import Flask

from core.accounts.events import CodesReset, RoleEnds, SignedInOnNewDevice
from core.accounts.reset import send_codes_by
from core.accounts.sessions import count_unread_by
from core.events import subscribe
from core.notices.about_accounts import tell_of_new_device, tell_of_reset, tell_of_role_end
from core.notices.channels import channels, send
from core.notices.services import UNREAD
from core.people.sensitive import mask_middle


def init_app(app: Flask) -> None:
    """Have one-time codes delivered, and each reader's unread notices counted."""
    count_unread_by(app, UNREAD)
    send_codes_by(deliver_code)
    subscribe(SignedInOnNewDevice, tell_of_new_device)
    subscribe(CodesReset, tell_of_reset)
    subscribe(RoleEnds, tell_of_role_end)


def deliver_code(phone: str, text: str) -> None:
    """By SMS if there is that channel, else on the server's console, where the number shows masked."""
    if "sms" in channels:
        send("sms", phone, text)
    else:
        send("console", mask_middle(phone), text)
