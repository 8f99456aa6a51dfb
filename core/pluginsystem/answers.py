"""Judges what a plugin answers before a page of the core draws it: a wrong piece fails the plugin and not the page."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, get_args, get_origin, get_type_hints

from flask import current_app, has_request_context, url_for

from core.pluginsystem import hookspecs


def _kinds() -> dict[str, type[Any]]:
    """Hook -> what its list is made of, as the contract says it."""
    found = {}
    for name, spec in vars(hookspecs).items():
        answer = get_type_hints(spec)["return"] if hasattr(spec, "linli_spec") else None
        if get_origin(answer) is Sequence and get_args(answer) != (str,):
            found[name] = get_args(answer)[0]
    return found


KINDS = _kinds()


def check_answers(hook: str, answers: Iterable[Any]) -> None:
    """Raises TypeError for a piece that the hook does not ask for, and what `url_for` says of an address that there is not."""
    kind = KINDS.get(hook)
    if kind is None:
        return
    for answer in answers:
        if not isinstance(answer, kind):
            raise TypeError(f"{hook} answers a list of {kind.__name__}, not {type(answer).__name__}")
        if not isinstance(getattr(answer, "order", 0), int):
            raise TypeError(f"the order of a {kind.__name__} is a whole number, not {answer.order!r}")
        for field in ("due_at", "at"):
            moment = getattr(answer, field, None)
            if moment is not None and not (isinstance(moment, datetime) and moment.tzinfo):
                raise TypeError(f"{field} of a {kind.__name__} is an aware moment such as now(), not {moment!r}")
        if hasattr(answer, "endpoint"):
            _check_address(answer)


def _check_address(answer: Any) -> None:
    """Built once for each shape in an app: a menu is on every page."""
    shape = (answer.endpoint, *sorted(answer.values))
    known: set[Any] = current_app.extensions.setdefault("linli_addresses", set())
    if shape not in known and has_request_context():
        url_for(answer.endpoint, **answer.values)
        known.add(shape)
