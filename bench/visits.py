"""The pages that are measured, and how a browser gets to them."""
from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.reference import RESIDENTS, VOLUNTEERS
from bench.servers import Server

ADMIN, RESIDENT = "13800000001", "13800000004"
CHOICES = 8  # volunteers on a matching page


@dataclass(frozen=True)
class Visit:
    """One page: its address, who looks (a phone, "" for a stranger), the rows it shows `of` so many, goal and floor as ratios.

    The matching page has no ratio of its own to keep: it is a page and a search, and the search is judged by itself.
    Nor have the services' widest pages and the worker's first page; of them the statements are fixed by tests.
    """

    name: str
    path: str
    phone: str
    rows: int
    of: int
    goal: float | None
    floor: float | None


VISITS = (
    Visit("public home", "/xinzhu/", "", 20, VOLUNTEERS, 0.5, 1.0),
    Visit("/me/", "/xinzhu/me/", RESIDENT, 20, VOLUNTEERS, 1.0, 1.5),
    Visit("desk list, 20 rows", "/xinzhu/desk/people?page=7", ADMIN, 20, RESIDENTS, 1.0, 1.5),
    Visit("love-savings list, 20 rows", "/xinzhu/love-savings/?show=all", ADMIN, 20, VOLUNTEERS, 1.0, 1.5),
    Visit("matching page", "{match}", ADMIN, CHOICES, VOLUNTEERS, None, None),
    Visit("class-day sheet, 40 children", "{sheet}", ADMIN, 40, VOLUNTEERS, None, None),
    Visit("wish wall, all of 385", "/xinzhu/micro-wish/?show=all", "", 20, VOLUNTEERS, None, None),
    Visit("month of 60 activities", "{month}", "", 60, VOLUNTEERS, None, None),
    Visit("worker's first page", "/xinzhu/desk/", ADMIN, 20, VOLUNTEERS, None, None),
)


def sign_in(server: Server, phone: str, password: str) -> str:
    """Sign in through the page; the cookie to send from then on."""
    _status, headers, body = server.get("/xinzhu/login")
    cookie = _cookie(headers)
    token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', body)
    assert token is not None
    form = urlencode({"phone": phone, "password": password, "csrf_token": token[1].decode()})
    status, headers, _body = server.post("/xinzhu/login", form, cookie)
    if status != 302:
        raise RuntimeError(f"sign-in of {phone} answered {status}")
    _status, headers, _body = server.get("/xinzhu/me/", _cookie(headers))  # the first page adds its token to the cookie
    return _cookie(headers)


def matching_path(server: Server, cookie: str) -> str:
    """The matching page of a request for which there are volunteers to choose from."""
    _status, _headers, body = server.get("/xinzhu/love-savings/?show=todo", cookie)
    for found in re.findall(rb"/xinzhu/love-savings/requests/\d+", body):
        path = found.decode() + "/match"
        status, _headers, page = server.get(path, cookie)
        if status == 200 and page.count(b'name="chosen"') == CHOICES:
            return path
    raise RuntimeError("the demo has no request that waits for a volunteer")


def _cookie(headers: dict[str, str]) -> str:
    return headers.get("set-cookie", "").split(";")[0]
