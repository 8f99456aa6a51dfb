"""Events: what happened, told to subscribers after the commit; features and plugins talk this way, not by imports.

`publish` writes an outbox job with the change. The worker first makes one delivery per subscriber, so that one that
fails is tried again without repeating the others.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeVar

from core.kernel.jobs import enqueue, handles
from core.tenancy.ids import new_id


@dataclass(frozen=True)
class Event:
    """Base of all events: a frozen dataclass whose fields are ids, short codes or flags, never personal data.

    kept: a plugin that is off must not miss it, because nothing in the register says later what happened; it is told when
    it is switched on again.
    """

    kinds: ClassVar[dict[str, type[Event]]] = {}
    kept: ClassVar[bool] = False

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        Event.kinds[_name(cls)] = cls


def _name(cls: type[Any] | Callable[..., Any]) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


@dataclass(frozen=True)
class ServiceRecorded(Event):
    """A volunteer's hours were recorded; core/volunteers has the record."""

    record_id: int


@dataclass(frozen=True)
class PluginSwitched(Event):
    """A plugin was switched on or off in this community."""

    plugin: str
    on: bool


E = TypeVar("E", bound=Event)
_subscribers: dict[type[Event], dict[str, Callable[[Any], Any]]] = {}


def publish(event: Event) -> None:
    """Tell subscribers about `event` once the current transaction is committed; without a commit nothing is told."""
    enqueue("event", packed(event), key=str(new_id()))


def packed(event: Event) -> dict[str, Any]:
    """The event as a payload: its kind and its fields."""
    return {"event": _name(type(event)), **asdict(event)}


def tell_one(payload: dict[str, Any], fn: Callable[[Any], Any]) -> None:
    """Have one subscriber told of a packed event after the commit, and nobody else."""
    enqueue("event.deliver", {**payload, "to": _name(fn)}, key=f"{new_id()}:{_name(fn)}")


def subscribe(event_class: type[E], fn: Callable[[E], Any]) -> None:
    """Call `fn(event)` in the worker, inside `use(community)` and a transaction that is committed when it returns.

    At least once per event: `fn` must be idempotent. `fn` is a module-level function; its name is its identity.
    """
    _subscribers.setdefault(event_class, {})[_name(fn)] = fn


def subscribe_all(fn: Callable[[Event], Any]) -> None:
    """Like `subscribe`, for every event there is; the plugin system passes them on to plugins."""
    subscribe(Event, fn)


def _listeners(event_class: type[Event]) -> dict[str, Callable[[Any], Any]]:
    return {name: fn for cls in event_class.__mro__ for name, fn in _subscribers.get(cls, {}).items()}


@handles("event")
def _spread(payload: dict[str, Any]) -> None:
    event_class = Event.kinds[payload["event"]]
    delivery = new_id()
    for name in _listeners(event_class):
        enqueue("event.deliver", {**payload, "to": name}, key=f"{delivery}:{name}")


@handles("event.deliver")
def _deliver(payload: dict[str, Any]) -> None:
    fields = dict(payload)
    event_class, listener = Event.kinds[fields.pop("event")], fields.pop("to")
    _listeners(event_class)[listener](event_class(**fields))
