"""Which community the running code works for."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[int | None] = ContextVar("community", default=None)


class NoCommunity(RuntimeError):
    """Tenant data was asked for outside `use(community)`."""


class OtherCommunity(RuntimeError):
    """Code that works for one community tried to enter or touch another."""


def current_id() -> int:
    """The id of the community in force; raises NoCommunity outside `use`. A new thread inherits nothing."""
    community_id = _current.get()
    if community_id is None:
        raise NoCommunity("no community is in force: wrap the code in `with use(community_id):`")
    return community_id


def current_id_or_none() -> int | None:
    """Like `current_id`, with None outside `use`."""
    return _current.get()


@contextmanager
def entered(community_id: int) -> Iterator[None]:
    """Put a community in force without opening a session; `use` and the WSGI layer build on it."""
    inside = _current.get()
    if inside is not None and inside != community_id:
        raise OtherCommunity(f"community {inside} is in force; leave it before entering {community_id}")
    token = _current.set(community_id)
    try:
        yield
    finally:
        _current.reset(token)


def enter(community_id: int) -> None:
    """Put a community in force for a whole request, outside any `use`; raises OtherCommunity inside one."""
    if _current.get() is not None:
        raise OtherCommunity("a community is in force already: requests cannot be made inside `use`")
    _current.set(community_id)


def leave() -> None:
    """End what `enter` began, also when the server closes the response in another context."""
    _current.set(None)
