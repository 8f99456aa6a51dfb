"""Which function handles which kind of job, and which jobs recur."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.kernel.switch import is_on
from core.tenancy.owners import owner_of

Handler = Callable[[dict[str, Any]], Any]

handlers: dict[str, Handler] = {}
recurring: dict[str, Recurring] = {}


@dataclass(frozen=True)
class Recurring:
    """`run(community_id)` in every community, `minutes` apart, while its owner is on there."""

    name: str
    minutes: int
    run: Callable[[int], Any]


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Decorator: `fn(payload)` handles jobs of `kind`, inside `use(community)`, in a transaction that it never commits.

    At least once: it may run again after a crash, so what it does must be idempotent. Raises ValueError when another
    function handles the kind already.
    """

    def register(fn: Handler) -> Handler:
        known = handlers.get(kind)
        if known is not None and (known.__module__, known.__qualname__) != (fn.__module__, fn.__qualname__):
            raise ValueError(f"jobs of kind {kind!r} are handled by {known.__module__}.{known.__qualname__}")
        handlers[kind] = fn
        return fn

    return register


def every(name: str, minutes: int, fn: Callable[[int], Any]) -> None:
    """Run `fn(community_id)` in every community, `minutes` apart; registering a name again replaces it."""
    if minutes < 1:
        raise ValueError("a recurring job needs a minute at least between two runs")
    owner = owner_of(fn.__module__)
    recurring[name] = Recurring(name, minutes, fn)

    def run(payload: dict[str, Any]) -> None:
        if is_on(owner):
            fn(int(payload["community_id"]))

    handlers[f"every:{name}"] = run
