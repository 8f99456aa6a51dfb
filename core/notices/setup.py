"""Joins notices to the app: the bell's number, and codes for a new password by SMS where a plugin brings it."""
from __future__ import annotations

import logging

from flask import Flask, current_app

from core.accounts.events import CodesReset, RoleEnds, SignedInOnNewDevice
from core.accounts.reset import send_codes_by
from core.accounts.sessions import count_unread_by
from core.config import settings_of
from core.events import subscribe
from core.notices.about_accounts import tell_of_new_device, tell_of_reset, tell_of_role_end
from core.notices.channels import channels, send
from core.notices.services import UNREAD
from core.people.sensitive import mask_middle

_log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Have one-time codes delivered, and each reader's unread notices counted."""
    count_unread_by(app, UNREAD)
    send_codes_by(deliver_code)
    subscribe(SignedInOnNewDevice, tell_of_new_device)
    subscribe(CodesReset, tell_of_reset)
    subscribe(RoleEnds, tell_of_role_end)


def deliver_code(phone: str, text: str) -> None:
    """By SMS if there is that channel, else on the demo's console, where the number shows masked.

    Elsewhere nobody gets it: whoever reads the log could sign in as anybody. The page says that staff help too.
    """
    if "sms" in channels:
        send("sms", phone, text)
    elif settings_of(current_app).makes_keys:
        send("console", mask_middle(phone), text)
    else:
        _log.warning("a code was asked for and there is no channel sms: install a plugin that registers it")
