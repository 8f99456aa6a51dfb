"""A copy of everything that is kept about a person: core's part in words and every plugin's answer, as one file.

The one way for residents, for guardians of a child, and for workers who hand it to somebody without a phone.
"""
from __future__ import annotations

import json
from typing import Any

from flask import Response

from core.clock import now
from core.communities.services import current_community
from core.kernel import audit
from core.kernel.actor import Actor
from core.notices.services import notify
from core.people.guardians import guardians_of
from core.people.models import Person
from core.pluginsystem import dispatch
from core.pluginsystem.away import away_with
from core.pluginsystem.registry import plugins_of
from core.privacy.registered import registered
from core.texts import gettext as _
from core.texts import lazy_gettext as _l


def own_copy(person: Person, actor: Actor) -> dict[str, Any]:
    """What residents take of themselves; written to the audit. Raises PluginFailed."""
    return _taken(person, actor, "people.export", _("%(name)s下载了自己的资料", name=person.name))


def copy_of_child(child: Person, actor: Actor) -> dict[str, Any]:
    """What a guardian takes of a child; written to the audit. Raises PluginFailed."""
    return _taken(child, actor, "people.export_child", _("%(name)s的监护人导出了孩子的资料", name=child.name))


def copy_by_worker(person: Person, actor: Actor, reason: str) -> dict[str, Any]:
    """What a worker hands to the person; they, or a child's guardians, are told of it. Raises PluginFailed."""
    told = _taken(person, actor, "people.export", _("为%(name)s导出了一份资料", name=person.name), reason)
    readers = [guardian for _tie, guardian in guardians_of(person.id)] or [person]
    for reader in readers:
        text = _l("%(worker)s为%(name)s导出了一份社区保存的资料。不是您要求的，请联系社区。", worker=actor.name, name=person.name)
        notify(reader.id, text, link="/me/profile", source="privacy")
    return told


def as_file(told: dict[str, Any], name: str) -> Response:
    """The copy as an answer that browsers store under `name`; no cache keeps it."""
    answer = Response(json.dumps(told, ensure_ascii=False, indent=2), mimetype="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _taken(person: Person, actor: Actor, action: str, text: str, reason: str = "") -> dict[str, Any]:
    community = current_community()
    kept = dispatch.ask_privacy("export_resident", community, person=person)
    title = plugins_of().title
    told = {
        _("说明"): {
            _("社区"): community.name, _("姓名"): person.name, _("导出时间"): now().isoformat(timespec="seconds"),
            _("没有包括在内"): [_out_of_reach(name) for name in away_with(person.id)],
        },
        _("社区登记的资料"): registered(person),
        # Two plugins may have one title; the name keeps their parts apart.
        _("各项服务的资料"): {f"{title(name)}（{name}）": part for name, part in kept.items() if part and any(part.values())},
    }  # fmt: skip
    audit.write(action, text, actor=actor, object_kind="person", object_id=person.id, reason=reason.strip())
    return told


def _out_of_reach(name: str) -> str:
    return _("服务“%(name)s”的程序现在用不了，它保存的内容没有包括在内，请联系社区。", name=name)
