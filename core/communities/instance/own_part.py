"""The community's own row as a part of its instance file: name, address, hotline, plan, look, words."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from core.communities.instance.merge import flatten, nest
from core.communities.instance.parts import Part
from core.communities.instance.reader import Instance
from core.communities.instance.schema import CommunityFile, Look
from core.communities.models import Community
from core.communities.words import TERMS
from core.tenancy.current import current_id
from core.texts import gettext as _

COLUMNS = {
    **{key: key for key in ("name", "name_en", "tagline", "address", "opening_hours", "timezone", "position")},
    "hotline.phone": "hotline",
    "hotline.name": "hotline_name",
    "plan.width": "plan_width",
    "plan.height": "plan_height",
}
LOOK = Look().model_dump(mode="json")


class OwnPart(Part):
    """The one row in `community`; look and words are JSON columns, merged key by key."""

    stems = ("name", "name_en", "tagline", "address", "opening_hours", "timezone", "position", "hotline", "plan")
    stems += ("look", "words")

    def wanted(self, instance: Instance) -> dict[str, Any]:
        """As read, without words that are left empty."""
        return {k: v for k, v in super().wanted(instance).items() if v != "" or not k.startswith("words.")}

    def running(self, session: Any) -> dict[str, Any]:
        """The row as flat keys; a look that was never set is the schema's."""
        row = _row(session)
        own = {key: getattr(row, column) for key, column in COLUMNS.items()}
        return own | flatten({"look": {**LOOK, **(row.look or {})}, "words": row.words or {}})

    def defaults(self, session: Any) -> dict[str, Any]:
        """The schema's defaults; a new community's name is its address until the file is applied."""
        tree = CommunityFile.model_construct(name=_row(session).slug).model_dump(mode="json", exclude={"demo"})
        return flatten({stem: tree[stem] for stem in self.stems if stem in tree})

    def exported(self, session: Any) -> dict[str, Any]:
        """The name always, the rest where it is not the usual."""
        return {"name": _row(session).name} | super().exported(session)

    def title(self, key: str) -> str:
        """A word by the word that it stands for."""
        stem, *name = key.split(".")
        return _("用语“%(word)s”", word=TERMS[name[0]]) if stem == "words" and name[0] in TERMS else key

    def write(self, session: Any, changes: Mapping[str, Any], instance: Instance) -> None:
        """Columns directly; look and words as new JSON values, so that the change is seen."""
        row, defaults = _row(session), self.defaults(session)
        own = flatten({"look": row.look or {}, "words": row.words or {}})
        for key, value in changes.items():
            if key in COLUMNS:
                setattr(row, COLUMNS[key], defaults[key] if value is None else value)
            elif value is None:
                own.pop(key, None)
            else:
                own[key] = value
        tree = nest(own)
        row.look, row.words = tree.get("look", {}), tree.get("words", {})


def _row(session: Any) -> Any:
    return session.scalars(select(Community).where(Community.id == current_id())).one()
