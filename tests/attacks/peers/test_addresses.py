"""What a browser, a proxy or a neighbouring host says about itself is not believed."""
from __future__ import annotations

import pytest

from core.tenancy.session import use
from core.testing_accounts import csrf_of, make_account, make_person, sign_in
from tests.test_authorisation_matrix import cells, look

SPOOFED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "CF-Connecting-IP", "X-Forwarded-Host")


def guess(browser, phone, token, headers):
    data = {"phone": phone, "password": "wrong guess", "csrf_token": token}
    return browser.post("/login", data=data, headers=headers).status_code


@pytest.mark.peer("CVE-2023-44463")
def test_a_made_up_address_does_not_start_the_count_anew(app, community, client, later):
    """pretix CVE-2023-44463, pretalx 2026: each guess came with another X-Forwarded-For and none was slowed."""
    with app.app_context(), use(community.id):
        phone = make_account(make_person("陈一"))
    token = csrf_of(client)
    tries = [guess(client, phone, token, dict.fromkeys(SPOOFED, f"for=203.0.113.{n}")) for n in range(6)]
    assert tries == [401] * 5 + [429]


@pytest.mark.peer("CVE-2023-44463")
def test_behind_a_proxy_the_address_is_what_the_proxy_saw(app, make_app, community, later):
    with app.app_context(), use(community.id):
        phone = make_account(make_person("陈一"))
    browser = make_app(proxies=1).test_client()
    browser.slug = community.slug
    token = csrf_of(browser)
    from_one = [guess(browser, phone, token, {"X-Forwarded-For": f"203.0.113.{n}, 198.51.100.7"}) for n in range(6)]
    assert from_one == [401] * 5 + [429]
    assert guess(browser, phone, token, {"X-Forwarded-For": "203.0.113.9, 198.51.100.8"}) == 401


@pytest.fixture
def two_cookies(app, make_app, community):
    """Host mode over HTTPS: the cookies of two people who are signed in, and how to ask with a Cookie header of one's own."""
    site, origin, cookies = make_app(base_host="example.cn", shared_origin=False, secure_cookies=True), f"https://{community.slug}.example.cn/", []
    for name in ("被骗的人", "攻击的人"):
        with app.app_context(), use(community.id):
            phone = make_account(make_person(name))
        browser = site.test_client()
        data = {"phone": phone, "password": sign_in.__defaults__[0], "csrf_token": csrf_of(_at(browser, origin))}
        assert browser.post("/login", data=data, base_url=origin, headers={"Referer": origin}).status_code == 302
        cookies.append(browser.get_cookie("__Host-linli", domain=f"{community.slug}.example.cn").value)
    asker = site.test_client(use_cookies=False)
    return *cookies, lambda cookie: asker.get("/me/", base_url=origin, headers={"Cookie": cookie})


class _at:
    """A browser that asks at one origin."""

    def __init__(self, browser, origin):
        self.browser, self.origin = browser, origin

    def get(self, path):
        return self.browser.get(path, base_url=self.origin)


@pytest.mark.peer("CVE-2023-23934")
def test_a_cookie_without_a_name_from_a_sister_host_is_nobodys(two_cookies):
    """Werkzeug CVE-2023-23934: `=__Host-linli=...`, which a sister host may set, was read as the cookie itself."""
    victim, attacker, ask = two_cookies
    assert "被骗的人" in ask(f"__Host-linli={victim}").text
    assert ask(f"=__Host-linli={attacker}").status_code == 302
    for tossed in (f"=__Host-linli={attacker}; __Host-linli={victim}", f"__Host-linli={victim}; =__Host-linli={attacker}"):
        page = ask(tossed).text
        assert ("被骗的人" in page, "攻击的人" in page) == (True, False)


@pytest.mark.peer("CVE-2023-30861", "CVE-2026-27205", "CVE-2024-8113")
@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize("actor", ["anonymous", "community_admin"])
def test_no_cache_keeps_a_page_and_every_page_forbids_inline_script(app, scene, actor):
    """Flask CVE-2023-30861: a proxy kept an answer with a cookie and gave it to the next reader."""
    client, wrong = look(app, scene, actor), []
    for cell in cells(app, scene, "GET"):
        headers = client.get(cell.path).headers if cell.target == "own" else None
        if headers is None:
            continue
        kept = headers.get("Cache-Control", "")
        if "no-store" not in kept and "private" not in kept:
            wrong.append(f"{cell.path}: Cache-Control {kept!r}")
        if "Set-Cookie" in headers and "Cookie" not in headers.get("Vary", ""):
            wrong.append(f"{cell.path}: a cookie without Vary")
        if "script-src 'self';" not in headers.get("Content-Security-Policy", ""):
            wrong.append(f"{cell.path}: no policy")
    assert wrong == []
