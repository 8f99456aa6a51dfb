"""Whom staff may let in: one rule for the code on paper and for the registration that is accepted."""
from __future__ import annotations

from typing import Any

from core.accounts.actor import staff_now_or_later
from core.errors import Forbidden, Refused
from core.kernel.actor import Actor
from core.people.ages import is_child
from core.texts import gettext as _


def check_may_be_let_in(person: Any, actor: Actor) -> None:
    """Raises Forbidden where the person is staff and the actor does not manage roles, Refused for a child or the dead.

    Without it a worker could open an admin's account, with a password of the worker's own.
    """
    if staff_now_or_later(person) and not actor.can("console.roles"):
        raise Forbidden(_("工作人员的账号只能由社区管理员开通。"))
    if person.deceased_on is not None or is_child(person):
        raise Refused(_("不能为这位居民开通账号：未满 14 周岁的由家长代办。"))
