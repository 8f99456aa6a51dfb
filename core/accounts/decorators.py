"""What a view says about who may call it; a view that says nothing is never served."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from flask import Blueprint

View = TypeVar("View", bound=Callable[..., Any])
Realm = Literal["community", "platform", "any"]
StepUp = bool | Mapping[str, str]


@dataclass(frozen=True)
class Access:
    """A view's declaration. `realm`: served inside communities, on the operator's address, or on both.

    `step_up`: it asks for a fresh proof, see `require`. `enrols`: also for staff who have yet to set up their codes.
    """

    signed_in: bool
    permission: str | None = None
    reason: str = ""
    realm: Realm = "community"
    step_up: bool | frozenset[tuple[str, str]] = False
    enrols: bool = False


def _declare(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]  # read by the gatekeeper
        return view

    return mark


def require(permission: str, *, step_up: StepUp = False) -> Callable[[View], View]:
    """Only for people who have the permission somewhere; the view asks again for the row it shows.

    `step_up`: outside the demo who changes something here types password or one-time code again, unless that was done
    within five minutes; the form that was sent is kept. A view that only reads asks before it shows anything. As a
    mapping only where the address has these arguments: `step_up={"field": "id_number"}`.
    """
    steps = step_up if isinstance(step_up, bool) else frozenset(step_up.items())
    return _declare(Access(signed_in=True, permission=permission, step_up=steps))


def signed_in(view: View) -> View:
    """For everyone who is signed in to this community."""
    return _declare(Access(signed_in=True))(view)


def proven(view: View) -> View:
    """For everyone who is signed in, after a fresh proof as with `step_up`: what takes a person's data out or away."""
    return _declare(Access(signed_in=True, step_up=True))(view)


def signing_in_safely(*, step_up: bool = False, realm: Realm = "community") -> Callable[[View], View]:
    """For everyone who is signed in, also for staff who must set up one-time codes before anything else."""
    return _declare(Access(signed_in=True, step_up=step_up, realm=realm, enrols=True))


def public(reason: str, *, realm: Realm = "community") -> Callable[[View], View]:
    """For everyone; the reason is for the reader of the code and for the start-up list."""
    if not isinstance(reason, str) or not reason.strip():
        raise TypeError('@public needs a reason: @public("the community\'s own home page")')
    return _declare(Access(signed_in=False, reason=reason, realm=realm))


def operator_only(view: View) -> View:
    """For signed-in operators, on the operator's address."""
    return _declare(Access(signed_in=True, realm="platform"))(view)


def access_of(endpoint: str, view: Any) -> Access | None:
    """A view's declaration; Flask's own static files are public everywhere."""
    declared = getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)
    if isinstance(declared, Access):
        return declared
    if endpoint == "static" or getattr(view, "__func__", None) is Blueprint.send_static_file:
        return Access(signed_in=False, reason="files of the theme", realm="any")
    return None
