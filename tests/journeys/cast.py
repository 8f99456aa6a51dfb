"""Who acts in the stories, and what they do again and again."""
from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask

PASSWORD = "linli-demo-2024"
ADMIN, WORKER, VOLUNTEER, RESIDENT = (f"1380000000{number}" for number in range(1, 5))
ZONE = ZoneInfo("Asia/Shanghai")


def run(app: Flask, *words: str) -> str:
    """What a command of the site prints; it has to succeed."""
    done = app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, f"flask {' '.join(words)}: {done.output}"
    return done.stdout


def fill_in_sign_in(page: Any, phone: str) -> None:
    """From the sign-in page to the person's own first page."""
    page.get_by_label("手机号").fill(phone)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    press(page, "登录", "main form")
    assert "/login" not in page.url, page.locator("main").inner_text()


def press(page: Any, name: str, within: str = "main") -> None:
    """Press a button of the page and wait for the page that follows."""
    with page.expect_navigation():
        page.locator(within).get_by_role("button", name=name, exact=True).click()


def follow(page: Any, name: str) -> None:
    """Follow the first link whose words contain `name`."""
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=name).first.click()


def unfold(page: Any) -> None:
    """Open what the first page folds because it is long."""
    page.locator("details.more-rows").evaluate_all("all => all.forEach(one => { one.open = true; })")


def says(page: Any, text: str) -> bool:
    """Whether the page shows `text`."""
    return text in page.locator("body").inner_text()
