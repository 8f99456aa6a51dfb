"""Signing on the screen: what was drawn arrives as a picture, and can be drawn again."""
from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

from core.kernel.pictures.images import signature_bytes
from core.testing_browser import PHONE


def draw(page: Any) -> str:
    """Draw a stroke across the box; returns what the form would send."""
    box = page.locator("[data-signature] canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 90, steps=8)
    page.mouse.up()
    return str(page.locator("[data-signature] input").input_value())


def test_what_is_drawn_is_sent_as_a_picture_and_can_be_drawn_again(new_page: Any, live_server: str, community: Any) -> None:
    page = new_page(f"{live_server}/{community.slug}/_ui/phone", PHONE)
    page.locator("[data-signature]").scroll_into_view_if_needed()
    drawn = Image.open(BytesIO(signature_bytes(draw(page))))
    dark = sum(drawn.histogram()[:128])
    assert 300 < dark < drawn.width * drawn.height / 10
    page.get_by_role("button", name="重新签").click()
    assert page.locator("[data-signature] input").input_value() == ""
    assert draw(page).startswith("data:image/png;base64,")
    assert page.complaints == []
