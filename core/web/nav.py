"""Menus: what core's pages and the enabled plugins put into the sidebar, the bottom bar and the public top bar."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user

# An area of the site: "public" top bar, "me" bottom bar, "desk" and "console" sidebars.
Source = Callable[[str], Iterable[Any]]


@dataclass(frozen=True)
class CoreItem:
    """A menu entry of a core page; hidden from those without the permission.

    With `scopes`, also from those who hold it neither over the whole community nor over one of these.
    """

    area: str
    title: Any
    endpoint: str
    icon: str
    order: int = 50
    permission: str = ""
    scopes: tuple[str, ...] = ()
    badge: Callable[[Any], str] | None = None  # from the signed-in person, without a statement


@dataclass(frozen=True)
class Link:
    """A menu entry ready to be drawn."""

    title: str
    url: str
    icon: str
    current: bool
    badge: str = ""
    order: int = 100


@dataclass(frozen=True)
class Menu:
    """Entries of core's pages and, apart, those of the enabled plugins."""

    core: list[Link]
    plugins: list[Link]

    def __iter__(self) -> Any:
        return iter(sorted([*self.core, *self.plugins], key=lambda link: link.order))

    def bar(self, most: int) -> list[Link]:
        """All of core's entries and as many of the plugins' as there is room for, in one order."""
        plugins = sorted(self.plugins, key=lambda link: link.order)[: max(0, most - len(self.core))]
        return sorted([*self.core, *plugins], key=lambda link: link.order)


def add_items(app: Flask, *items: CoreItem) -> None:
    """Put core pages into their areas' menus."""
    app.extensions.setdefault("linli.nav", []).extend(items)


def add_source(app: Flask, source: Source) -> None:
    """Have `source(area)` asked for the plugins' entries (title, endpoint, icon, order) at each page."""
    app.extensions.setdefault("linli.nav_sources", []).append(source)


def nav(area: str) -> Menu:
    """The menu of an area for the person who reads the page."""
    reader = actor()
    core = [i for i in current_app.extensions.get("linli.nav", []) if i.area == area and _allowed(i, reader)]
    plugins = [item for source in current_app.extensions.get("linli.nav_sources", []) for item in source(area)]
    links = [[_link(item, reader) for item in sorted(items, key=lambda item: item.order)] for items in (core, plugins)]
    here = _current(links[0] + links[1])
    return Menu(*([replace(link, current=True) if link is here else link for link in part] for part in links))


def page_url(number: int) -> str:
    """This page's own address with another `page` number."""
    arguments = {**request.args.to_dict(flat=False), **(request.view_args or {}), "page": number}
    return url_for(request.endpoint or "", **arguments)


def actor() -> Any | None:
    """The signed-in person of this request, or None."""
    reader = current_user._get_current_object()
    return reader if reader.is_authenticated else None


def _allowed(item: CoreItem, reader: Any) -> bool:
    if not item.permission or reader is None:
        return not item.permission
    return bool(reader.holds(item.permission, *item.scopes) if item.scopes else reader.can(item.permission))


def _link(item: Any, reader: Any) -> Link:
    url = url_for(item.endpoint, **getattr(item, "values", {}))
    badge = getattr(item, "badge", None)
    return Link(str(item.title), url, item.icon, False, badge(reader) if badge and reader else "", item.order)


def unread(reader: Any) -> str:
    """The bell's number for a signed-in person, as it is drawn; empty when there is nothing new."""
    count = getattr(reader, "unread", 0)
    return "99+" if count > 99 else str(count or "")


def _current(links: list[Link]) -> Link | None:
    """The entry that this page belongs to: the one whose address is the longest beginning of the page's own."""
    path = request.script_root + request.path
    above = [link for link in links if path == link.url or path.startswith(link.url.rstrip("/") + "/")]
    return max(above, key=lambda link: len(link.url), default=None)
