"""Every form of every page as a kind of person meets it, filled in so that many are accepted."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib

from core.clock import today
from core.testing_accounts import PASSWORD, next_phone

ROW = re.compile(r"\d{15,19}")
USUAL = {"time": "10:00", "number": "2", "tel": "", "password": PASSWORD, "checkbox": "y", "email": "a@example.cn"}
PEOPLES = {"birth_date": "1960-01-01", "id_number": "", "name": "陈一二"}
# These sign somebody else in, or out.
LEFT_OUT = re.compile(r"/(logout|password|login|activate)(/|$)")
# Of one route, with one set of fields: a role has two hundred switches.
MOST_ALIKE = 4


@dataclass(frozen=True)
class Form:
    """Where a form leads, and its fields: name, what is sent, and the choices of a select or radio."""

    action: str
    fields: tuple[tuple[str, str, tuple[str, ...]], ...]

    def filled(self) -> dict[str, str]:
        """What somebody might send."""
        return {name: next_phone() if value == "tel" else value for name, value, _choices in self.fields}

    def ids(self) -> list[str]:
        """The fields that name a row."""
        return [
            name for name, value, choices in self.fields
            if name.endswith("_id") or any(ROW.fullmatch(one) for one in (value, *choices))
        ]  # fmt: skip


def forms_of(client: Any, addresses: Iterable[str]) -> list[Form]:
    """The forms on these pages that are sent by POST, those with most fields first: what ends a thing comes last."""
    urls, found = client.application.url_map.bind("localhost"), {}
    alike: Counter[tuple[str, ...]] = Counter()
    for address in addresses:
        answer = client.get(address)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        for element in html5lib.parse(answer.text, namespaceHTMLElements=False).iter("form"):
            if (element.get("method") or "get").lower() != "post":
                continue
            action = urlsplit(urljoin(address, element.get("action") or "")).path.removeprefix(f"/{client.slug}")
            form = Form(action, tuple(_fields(element)))
            names = tuple(name for name, *_rest in form.fields)
            if LEFT_OUT.search(action) or (action, names) in found:
                continue
            kind = (urls.match(action, method="POST")[0], *names)
            alike[kind] += 1
            if alike[kind] <= MOST_ALIKE:
                found[action, names] = form
    return sorted(found.values(), key=lambda form: -len(form.fields))


def _fields(form: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for element in form.iter():
        name, kind = element.get("name"), element.get("type") or "text"
        if not name or name == "csrf_token" or element.tag not in ("input", "select", "textarea", "button"):
            continue
        if element.tag == "select":
            choices = tuple(option.get("value") or "" for option in element.iter("option"))
            chosen = next((one for one in choices if one), "")
        elif kind == "radio":
            choices = (*found.get(name, ("", ()))[1], element.get("value") or "")
            chosen = choices[0]
        else:
            choices, chosen = (), element.get("value") or _usual(name, kind)
        found[name] = chosen, choices
    return [(name, chosen, choices) for name, (chosen, choices) in found.items()]


def _usual(name: str, kind: str) -> str:
    if name in PEOPLES:
        return PEOPLES[name]
    if kind == "tel":
        return "tel"
    if kind in ("date", "datetime-local"):
        day = (today("Asia/Shanghai") + timedelta(days=3)).isoformat()
        return day if kind == "date" else f"{day}T10:00"
    return USUAL.get(kind, "" if kind == "hidden" else "几句话")
