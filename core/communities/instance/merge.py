"""Three-way merge of flat keys: what the file says, what it said when last applied, what runs now."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Change:
    """One key: `before` runs now, `after` is what the file says; None means the key is absent."""

    key: str
    before: Any
    after: Any


@dataclass
class Plan:
    """What applying a file would do; `kept` differs from the file because somebody changed it in the browser."""

    slug: str
    new: bool = False
    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    removed: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether applying would change nothing that runs."""
        return not (self.new or self.added or self.changed or self.removed)

    @property
    def writes(self) -> list[Change]:
        """Everything that applying would write."""
        return [*self.added, *self.changed, *self.removed]


def merge(plan: Plan, file: Mapping[str, Any], base: Mapping[str, Any], running: Mapping[str, Any]) -> Plan:
    """Sort every key of the file and of the last applied file into the plan.

    `running` holds defaults for keys that nobody set; a key that is absent there was never written. A value changed
    since the last application is kept, whatever the file says now.
    """
    for key in sorted({*file, *base}):
        wanted, last, now = file.get(key), base.get(key), running.get(key)
        change = Change(key, now, wanted)
        if wanted == now:
            continue
        if key not in running:
            (plan.kept if key in base else plan.added).append(change)
        elif key in base and now != last:
            plan.kept.append(change)
        elif key not in file:
            plan.removed.append(change)
        else:
            plan.changed.append(change)
    return plan


def flatten(tree: Mapping[str, Any], stem: str = "") -> dict[str, Any]:
    """`{"hotline": {"phone": "1"}}` as `{"hotline.phone": "1"}`; empty tables vanish, lists stay whole."""
    flat: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{stem}{key}.")
        else:
            flat[f"{stem}{key}"] = value
    return flat


def nest(flat: Mapping[str, Any]) -> dict[str, Any]:
    """The reverse of `flatten`."""
    tree: dict[str, Any] = {}
    for key, value in flat.items():
        *stems, leaf = key.split(".")
        at = tree
        for stem in stems:
            at = at.setdefault(stem, {})
        at[leaf] = value
    return tree


def is_under(key: str, stem: str) -> bool:
    """Whether a flat key is the stem or lies below it."""
    return key == stem or key.startswith(stem + ".")
