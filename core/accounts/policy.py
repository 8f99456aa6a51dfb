"""The one place that judges: `can` and `scope_filter` read the same reach and the same declaration of the model.

A model says which of its columns tie a row to a scope: `__scope__ = {"building": "building_id", "own": "person_id"}`.
A value may be a path over relationships (`"person.building_id"`) or a tuple of several, any of which suffices.
A model that says nothing is reached by grants over the whole community only.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, false, inspect, or_, true

from core.tenancy.current import current_id

SCOPES = ("grid", "building", "unit", "team", "own")


@dataclass(frozen=True)
class Reach:
    """How far one permission of one actor goes: everything, or the rows whose scope columns hold one of these ids."""

    everything: bool = False
    ids: Mapping[str, frozenset[int]] = field(default_factory=dict)


EVERYTHING = Reach(everything=True)
NOTHING = Reach()


def scope_of(model: Any) -> dict[str, tuple[str, ...]]:
    """A model's scope paths by scope name; raises ValueError for a name that no grant can have."""
    declared = getattr(inspect(model).mapper.class_, "__scope__", {})
    unknown = set(declared) - set(SCOPES)
    if unknown:
        raise ValueError(f"{model!r}: __scope__ knows {', '.join(SCOPES)}; not {', '.join(sorted(unknown))}")
    return {name: (paths,) if isinstance(paths, str) else tuple(paths) for name, paths in declared.items()}


def reach_of(actor: Any, permission: str) -> Reach:
    """How far an actor's permission goes; the system's goes everywhere."""
    measure: Callable[[str], Reach] | None = getattr(actor, "reach", None)
    if measure is not None:
        return measure(permission)
    return EVERYTHING if actor.can(permission) else NOTHING


def can(actor: Any, permission: str, obj: Any = None) -> bool:
    """Whether the actor has the permission for this row, or, without a row, anywhere at all."""
    if obj is None:
        return bool(actor.can(permission))
    if obj.community_id != current_id():
        return False
    reach = reach_of(actor, permission)
    return reach.everything or any(
        _value(obj, path) in reach.ids.get(scope, ()) for scope, paths in scope_of(type(obj)).items() for path in paths
    )


def scope_filter(actor: Any, permission: str, model: Any) -> ColumnElement[bool]:
    """The condition that keeps exactly the rows for which `can` says yes; `model` may be an alias."""
    reach = reach_of(actor, permission)
    if reach.everything:
        return true()
    return or_(
        false(),
        *(
            _condition(model, path, reach.ids[scope])
            for scope, paths in scope_of(model).items()
            if reach.ids.get(scope)
            for path in paths
        ),
    )


def _value(obj: Any, path: str) -> Any:
    for name in path.split("."):
        obj = getattr(obj, name) if obj is not None else None
    return obj


def _condition(model: Any, path: str, ids: frozenset[int]) -> Any:
    name, _, rest = path.partition(".")
    if not rest:
        return getattr(model, name).in_(sorted(ids))
    relation = getattr(model, name)
    return relation.has(_condition(relation.property.mapper.class_, rest, ids))
