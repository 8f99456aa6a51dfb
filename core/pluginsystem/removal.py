"""Taking a plugin out of an installation: its data of every community to the operator's disk, then its tables."""
from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from flask import Flask
from sqlalchemy import delete, select

from core.communities.services import all_communities
from core.communities.state import current_community
from core.config import settings_of
from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.pluginsystem.belongings import counted, erase
from core.pluginsystem.copies import file_name, write_copy
from core.pluginsystem.errors import NoSuchPlugin, SwitchRefused
from core.pluginsystem.models import PluginState
from core.pluginsystem.registry import plugins_of
from core.tenancy.session import db, use
from core.texts import gettext as _


@contextmanager
def copy_on_disk(app: Flask, name: str) -> Iterator[tuple[Path, IO[bytes]]]:
    """A new file for a copy of the plugin's data in the community in force, readable by the site's own account only."""
    folder = Path(settings_of(app).data_dir) / "copies"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / file_name(current_community(), name)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        yield path, file
        file.flush()
        os.fsync(file.fileno())


def remove(app: Flask, name: str) -> list[Path]:
    """Copy the plugin's data of all communities to disk, erase it, and drop its tables; returns the copies.

    Its tables may be behind its code, or a revision of it fail. Raises what `judge` raises. Safe to call again where it was
    interrupted: what was copied is erased or copied once more.
    """
    from core.tenancy import migrations  # Alembic, for this command only

    communities = judge(name)
    copies = [path for community_id in communities for path in _clear_out(app, community_id, name)]
    migrations.remove(app, name)
    return copies


def judge(name: str) -> list[int]:
    """The ids of all communities, where the plugin may be removed.

    Raises NoSuchPlugin, or SwitchRefused while it is on anywhere, its code is not fit, or another plugin requires it.
    """
    plugins = plugins_of()
    if name not in plugins.by_name:
        raise NoSuchPlugin(
            _("没有安装插件 %(name)s。它的数据要靠它自己的程序导出，请先把程序装回来。", name=name)
        )
    if plugins.by_name[name].refused:
        raise SwitchRefused(str(plugins.reason(name)))
    users = [p.name for p in plugins.loaded() if p.manifest and name in p.manifest.requires]
    if users:
        raise SwitchRefused(_("插件%(others)s需要它，请先移除它们。", others="、".join(users)))
    communities = [(row.id, row.slug) for row in all_communities()]
    db.session.rollback()
    using = [slug for community_id, slug in communities if _is_on(community_id, name)]
    if using:
        raise SwitchRefused(
            _("%(name)s还在这些社区开着：%(slugs)s。请先在那里关闭它（flask plugin disable %(name)s 社区）。",
              name=name, slugs="、".join(using))
        )  # fmt: skip
    return [community_id for community_id, _slug in communities]


def _is_on(community_id: int, name: str) -> bool:
    with use(community_id) as session:
        return bool(session.query(PluginState).filter_by(plugin=name, enabled=True).count())


def _clear_out(app: Flask, community_id: int, name: str) -> list[Path]:
    """One community's part, in a transaction of its own; a copy only where there is something to copy."""
    with use(community_id) as session:
        row_id = session.scalar(select(PluginState.id).where(PluginState.plugin == name))
        number = sum(counted(name).values())
        if row_id is None and not number:
            return []
        path = _copy(app, name) if number else None
        erase(name)
        session.execute(delete(PluginState).where(PluginState.plugin == name, PluginState.enabled.is_(False)))
        text = _("移除了插件 %(name)s，导出并抹掉了它的 %(count)s 条数据", name=name, count=number)
        audit.write("plugin.remove", text, actor=SYSTEM, object_kind="plugin_state", object_id=row_id)
        session.commit()
        return [path] if path else []


def _copy(app: Flask, name: str) -> Path:
    with copy_on_disk(app, name) as (path, file):
        write_copy(file, current_community(), name, clear=True)
    return path
