"""The page of the browsers that one is signed in with: the same for people and for operators."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from core.accounts.actor import current_actor
from core.accounts.devices import devices_of, end_device, end_other_devices
from core.errors import Missing
from core.tenancy.session import db
from core.texts import gettext as _


def page(area: str) -> str:
    """The list. `area`: the blueprint, "accounts" or "platform", with the views `devices`, `sign_out_device`, `sign_out_others`."""
    return render_template("accounts/devices.html", devices=devices_of(current_actor()), area=area)


def ended(area: str, session_id: int) -> Any:
    """Sign one of them out, and back to the list."""
    try:
        end_device(current_actor(), session_id)
        db.session.commit()
        flash(_("这台设备已退出登录。"))
    except Missing as error:  # whoever's it is: the list says what there is
        flash(str(error), "error")
    return redirect(url_for(f"{area}.devices"), 303)


def others_ended(area: str) -> Any:
    """Sign all out but this one, and back to the list."""
    end_other_devices(current_actor())
    db.session.commit()
    flash(_("其他设备都已退出登录。"))
    return redirect(url_for(f"{area}.devices"), 303)
