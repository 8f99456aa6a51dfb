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

    With `scopes`, also from those who hold it neither over the whole community nor over one of these. `also`: where
    the addresses of further pages begin that belong to this entry and stand in no menu.
    """

    area: str
    title: Any
    endpoint: str
    icon: str
    order: int = 50
    permission: str = ""
    scopes: tuple[str, ...] = ()
    badge: Callable[[Any], str] | None = None  # from the signed-in person, without a statement
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A menu entry ready to be drawn."""

    title: str
    url: str
    icon: str
    current: bool
    badge: str = ""
    order: int = 100
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Menu:
    """Entries of core's pages and, apart, those of the enabled plugins."""

    core: list[Link]
    plugins: list[Link]

    def marked(self) -> Menu:
        """The same with the entry marked that this page belongs to."""
        here = _current([*self.core, *self.plugins])
        return Menu(*([replace(link, current=link is here) for link in part] for part in (self.core, self.plugins)))

    def __iter__(self) -> Any:
        return iter(sorted([*self.core, *self.plugins], key=lambda link: link.order))

    def bar(self, most: int) -> list[Link]:
        """All of core's entries and as many of the plugins' as there is room for, in one order; one of these is marked."""
        plugins = sorted(self.plugins, key=lambda link: link.order)[: max(0, most - len(self.core))]
        return list(Menu(self.core, plugins).marked())


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
    return Menu(*([_link(item, reader) for item in sorted(items, key=lambda item: item.order)] for items in (core, plugins))).marked()


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
    also = item.also if isinstance(item, CoreItem) else (_first_part(url),)
    return Link(str(item.title), url, item.icon, False, badge(reader) if badge and reader else "", item.order, also)


def unread(reader: Any) -> str:
    """The bell's number for a signed-in person, as it is drawn; empty when there is nothing new."""
    count = getattr(reader, "unread", 0)
    return "99+" if count > 99 else str(count or "")


def _first_part(url: str) -> str:
    """Where the addresses of a plugin begin; its pages belong to its entry, whatever they are called."""
    return f"/{url.removeprefix(request.script_root).split('/')[1]}/"


def _current(links: list[Link]) -> Link | None:
    """The entry that this page belongs to: its own, else that with the longest beginning of the page's address.

    Of two that begin alike, the one that claims the page by `also`. What belongs to none is reached from the home page
    in the bottom bar, and from nowhere in particular on the public pages.
    """
    best: tuple[Link | None, tuple[bool, int, bool]] = (None, (False, 0, False))
    for link in links:
        own = link.url.removeprefix(request.script_root)
        for claimed, start in [(False, own), *((True, start) for start in link.also)]:
            if (request.path + "/").startswith(start.rstrip("/") + "/"):
                best = max(best, (link, (not claimed and request.path == own, len(start), claimed)), key=lambda found: found[1])
    return best[0]
