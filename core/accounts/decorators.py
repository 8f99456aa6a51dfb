"""What a view says about who may call it; a view that says nothing is never served."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from flask import Blueprint

View = TypeVar("View", bound=Callable[..., Any])
Realm = Literal["community", "platform", "any"]


@dataclass(frozen=True)
class Access:
    """A view's declaration. `realm`: served inside communities, on the operator's address, or on both."""

    signed_in: bool
    permission: str | None = None
    reason: str = ""
    realm: Realm = "community"


def _declare(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]  # read by the gatekeeper
        return view

    return mark


def require(permission: str) -> Callable[[View], View]:
    """Only for people who have the permission somewhere; the view asks again for the row it shows."""
    return _declare(Access(signed_in=True, permission=permission))


def signed_in(view: View) -> View:
    """For everyone who is signed in to this community."""
    return _declare(Access(signed_in=True))(view)


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
