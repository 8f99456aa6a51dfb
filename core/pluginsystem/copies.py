"""All that a plugin keeps of one community, as a ZIP of JSON lines that can be read without this site."""
from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

from sqlalchemy import select

from core.clock import now
from core.communities.state import CommunityState
from core.kernel.pictures import Picture, picture_bytes
from core.people.sensitive import sensitive_fields
from core.pluginsystem.belongings import Belonging, belongings, counted
from core.pluginsystem.registry import plugins_of
from core.tenancy.model import mapper_of
from core.tenancy.session import db
from core.texts import gettext as _

PORTION = 500
SUFFIX = {"photo": "jpg", "signature": "png"}
SEALED_PARTS = ("cipher", "token", "tail")


def write_copy(file: IO[bytes], community: CommunityState, name: str, *, clear: bool) -> dict[str, int]:
    """Write the ZIP into an open file; returns the number of rows by table.

    `clear`: also what is encrypted at rest, in clear, and the pictures. That is for the operator's own disk only: a
    browser gets the rest, since nobody may open so many sensitive fields at once.
    """
    counts = counted(name)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _about(community, name, counts, clear))
        for belonging in belongings(name):
            if belonging.table in counts:
                with archive.open(f"{belonging.table}.jsonl", "w") as part:
                    part.writelines(f"{line}\n".encode() for line in _lines(belonging, clear))
            if clear and belonging.model is Picture:
                for picture in db.session.scalars(select(Picture).where(belonging.mine)):
                    archive.writestr(f"pictures/{picture.id}.{SUFFIX[picture.kind]}", picture_bytes(picture))
    return counts


def file_name(community: CommunityState, name: str) -> str:
    """`xinzhu-love_savings-20240305-0930.zip`, in UTC."""
    return f"{community.slug}-{name}-{now():%Y%m%d-%H%M%S}.zip"


def _lines(belonging: Belonging, clear: bool) -> Iterator[str]:
    table, model = belonging.columns, _model_of(belonging)
    fields = {name: field for name, field in sensitive_fields(model).items() if f"{name}_cipher" in table.c} if model else {}
    sealed = {f"{name}_{part}" for name in fields for part in SEALED_PARTS}
    query = select(table).where(belonging.mine).order_by(table.c.id).execution_options(yield_per=PORTION)
    for row in db.session.execute(query):
        shown = {key: value for key, value in row._mapping.items() if key not in sealed and not isinstance(value, bytes)}
        if clear:
            shown |= {name: field.clear(row, model) for name, field in fields.items()}
        yield json.dumps({key: _plain(key, value) for key, value in shown.items()}, ensure_ascii=False)


def _model_of(belonging: Belonging) -> Any:
    """The model, which knows what is encrypted; None for a table that no model has any more."""
    if belonging.model is not belonging.columns:
        return belonging.model
    try:
        return mapper_of(belonging.table)
    except LookupError:
        return None


def _plain(key: str, value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    # Ids have 63 bits, more than a number of JSON can hold everywhere.
    return str(value) if isinstance(value, int) and (key == "id" or key.endswith("_id")) else value


def _about(community: CommunityState, name: str, counts: dict[str, int], clear: bool) -> str:
    plugin = plugins_of().by_name[name]
    left_out = _("加密保存的内容和图片不在这里。") if not clear else _("加密保存的内容在这里是明文，请妥善保管。")
    return "\n".join([
        _("%(community)s的%(title)s，%(when)s（UTC）导出", community=community.name, title=plugin.title,
          when=f"{now():%Y-%m-%d %H:%M}"),
        left_out,
        _("每个文件是一张表，每行一条记录（JSON）："),
        *(f"{table}.jsonl  {number}" for table, number in counts.items()),
        "",
    ])  # fmt: skip
