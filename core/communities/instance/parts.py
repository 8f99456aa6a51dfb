"""The parts of an instance file: each feature says what runs and writes what the merge decided."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from core.communities.instance.merge import flatten, nest
from core.communities.instance.reader import Instance


class Part:
    """One feature's share of the file: all flat keys whose first segment is in `stems`."""

    stems: ClassVar[tuple[str, ...]] = ()
    removable: ClassVar[bool] = True  # False: what the file no longer names stays (people live in it)

    def begin(self, session: Any) -> None:
        """A community was created: write what each new one has."""

    def wanted(self, instance: Instance) -> dict[str, Any]:
        """The file's flat keys; the default takes what the schema holds under the stems."""
        tree = instance.file.model_dump(mode="json", exclude={"demo"})
        return flatten({stem: tree[stem] for stem in self.stems if stem in tree and tree[stem] != {}})

    def check(self, instance: Instance) -> list[str]:
        """Faults that only the running system can find (an unknown permission)."""
        return []

    def missing(self, instance: Instance) -> tuple[list[str], set[str]]:
        """Sentences about what the file wants and this site does not have yet, and the keys to leave out for now."""
        return [], set()

    def running(self, session: Any) -> dict[str, Any]:
        """The flat keys that run now."""
        raise NotImplementedError

    def defaults(self, session: Any) -> dict[str, Any]:
        """What keys hold when nobody ever set them."""
        return {}

    def exported(self, session: Any) -> dict[str, Any]:
        """The tables of the file that would bring about what runs now; what holds by default is left out."""
        defaults = self.defaults(session)
        return nest({k: v for k, v in self.running(session).items() if k not in defaults or defaults[k] != v})

    def title(self, key: str) -> str:
        """A key in words, for readers who do not know the file."""
        return key

    def value(self, key: str, value: Any) -> Any:
        """A key's value in words, where the file has a word of its own for it."""
        return value

    def write(self, session: Any, changes: Mapping[str, Any], instance: Instance) -> None:
        """Make the changes (None: remove the key) in the session's transaction; never commit."""
        raise NotImplementedError


_parts: list[Part] = []


def register_part(part: Part) -> None:
    """Join a part; parts are written in the order of joining, once per class."""
    if not any(type(known) is type(part) for known in _parts):
        _parts.append(part)


def parts() -> list[Part]:
    """All parts, in writing order."""
    return list(_parts)
