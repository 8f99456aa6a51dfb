"""Places as a part of a community's instance file."""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from core.communities.instance.faults import FileRefused, fault
from core.communities.instance.parts import Part
from core.communities.instance.reader import Instance
from core.places.models import Place
from core.texts import gettext as _

FIELDS = ("name", "kind", "capacity", "setup_minutes", "cleanup_minutes")


class PlacesPart(Part):
    """`places.<code>.<field>`; a place that was added on the site has no code of its own."""

    stems = ("places",)
    removable = False

    def running(self, session: Any) -> dict[str, Any]:
        """All places by their code."""
        return {f"places.{code}.{field}": getattr(place, field) for code, place in _by_code(session).items() for field in FIELDS}

    def exported(self, session: Any) -> dict[str, Any]:
        """All places in their order."""
        return {"places": {code: {f: getattr(place, f) for f in FIELDS} for code, place in _by_code(session).items()}}

    def write(self, session: Any, changes: Mapping[str, Any], instance: Instance) -> None:
        """New places are made in the file's order, or one of the same name is taken up; known ones are changed."""
        rows = session.scalars(select(Place)).all()
        known = {place.code: place for place in rows if place.code}
        nameless = {place.name: place for place in rows if not place.code}
        order = list(instance.file.places)
        with session.no_autoflush:
            for key, value in changes.items():
                _stem, code, field = key.split(".")
                place = known.get(code)
                if place is None:
                    name = instance.file.places[code].name
                    place = nameless.pop(name, None) or Place(name=name, kind="room", position=10 * (order.index(code) + 1))
                    place.code = code
                    known[code] = place
                    session.add(place)
                setattr(place, field, value)
        _refuse_twins(instance, [*known.values(), *nameless.values()])


def _by_code(session: Any) -> dict[str, Place]:
    """All places in their order; one without a code is called by its name in pinyin until a file gives it a code."""
    rows = session.scalars(select(Place).order_by(Place.position, Place.id)).all()
    taken = {place.code for place in rows if place.code}
    found: dict[str, Place] = {}
    for place in rows:
        code = place.code or _spare(place.name, taken)
        taken.add(code)
        found[code] = place
    return found


def _spare(name: str, taken: set[str]) -> str:
    # Its dictionaries take 50 MB, which web processes are spared.
    from pypinyin import lazy_pinyin

    stem = "_".join(["place", *re.findall("[a-z0-9]+", " ".join(lazy_pinyin(name)).lower())])[:36]
    return next(code for code in (stem, *(f"{stem}_{n}" for n in range(2, len(taken) + 3))) if code not in taken)


def _refuse_twins(instance: Instance, places: list[Place]) -> None:
    """A name that the site gave to another place: said so, before the database says it in its own words."""
    names = [place.name for place in places]
    twins = [place for place in places if place.code in instance.file.places and names.count(place.name) > 1]
    if twins:
        allowed = _("社区里还没有用过的名称")
        faults = [fault(instance.name, f"places.{p.code}.name", _("“%(name)s”已经是别的场地", name=p.name), allowed) for p in twins]
        raise FileRefused(faults)
