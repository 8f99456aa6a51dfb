"""Photos and signatures: decoded and written anew, encrypted, and shown by their own row only."""
from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageDraw

from core.errors import BadEntry, Missing
from core.kernel.pictures import Picture, drop_pictures, keep_picture, keep_signature, pictures_of, send_picture
from core.tenancy.session import use


def photo(size: tuple[int, int] = (2_400, 1_200), kind: str = "JPEG", **how: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (200, 60, 50)).save(out, kind, **how)
    return out.getvalue()


def signature(stroke: bool = True) -> str:
    pad, out = Image.new("RGBA", (300, 120), (0, 0, 0, 0)), BytesIO()
    if stroke:
        ImageDraw.Draw(pad).line((20, 60, 280, 70), fill=(0, 0, 0, 255), width=4)
    pad.save(out, "PNG")
    return "data:image/png;base64," + b64encode(out.getvalue()).decode()


def shown(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(send_picture(picture.id, picture.owner_kind, picture.owner_id).get_data()))


def test_a_photo_is_scaled_down_and_loses_its_metadata(inside: Any) -> None:
    exif = Image.Exif()
    exif[0x010F] = "A phone"
    kept = keep_picture(photo(exif=exif), "sample.visit", 7)
    inside.commit()
    assert (shown(kept).size, shown(kept).format, dict(shown(kept).getexif())) == ((1_600, 800), "JPEG", {})


def test_a_photo_taken_sideways_is_turned_upright(inside: Any) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert shown(keep_picture(photo((400, 200), exif=exif), "sample.visit", 7)).size == (200, 400)


@pytest.mark.parametrize("data", [b"", b"no picture", photo()[:400], b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
@pytest.mark.peer("CVE-2021-25967")
def test_what_is_no_photo_is_refused_and_nothing_is_kept(inside: Any, data: bytes) -> None:
    with pytest.raises(BadEntry):
        keep_picture(data, "sample.visit", 7)
    assert pictures_of("sample.visit", [7]) == {}


def test_a_small_file_that_claims_to_be_huge_is_refused_before_it_is_decoded(inside: Any) -> None:
    with pytest.raises(BadEntry, match="尺寸太大"):
        keep_picture(photo((9_000, 5_000), "PNG"), "sample.visit", 7)


def test_an_empty_signature_is_refused(inside: Any) -> None:
    for drawn in (signature(stroke=False), "", "data:image/png;base64,????", "data:text/html;base64,AAAA"):
        with pytest.raises(BadEntry):
            keep_signature(drawn, "sample.visit", 7)
    assert shown(keep_signature(signature(), "sample.visit", 7)).getpixel((150, 65)) == 0


def test_the_stored_bytes_are_no_picture_without_the_key(inside: Any) -> None:
    kept = keep_picture(photo(), "sample.visit", 7)
    inside.commit()
    with pytest.raises(OSError):
        Image.open(BytesIO(kept.sealed))


@pytest.mark.peer("CVE-2026-9712", "Odoo-43881")
def test_a_picture_is_sent_for_its_own_row_only(inside: Any) -> None:
    kept = keep_picture(photo(), "sample.visit", 7)
    inside.commit()
    for kind, owner in (("sample.visit", 8), ("sample.other", 7)):
        with pytest.raises(Missing):
            send_picture(kept.id, kind, owner)


@pytest.mark.peer("CVE-2023-36826")
def test_a_picture_of_another_community_is_not_there(app: Any, community: Any, other_community: Any) -> None:
    with app.app_context(), use(community.id) as session:
        kept = keep_picture(photo(), "sample.visit", 7).id
        session.commit()
    with app.app_context(), use(other_community.id), pytest.raises(Missing):
        send_picture(kept, "sample.visit", 7)


def test_pictures_are_listed_by_row_and_go_with_it(inside: Any) -> None:
    first, second = (keep_picture(photo(), "sample.visit", 7) for _at in range(2))
    other = keep_picture(photo(), "sample.visit", 8)
    assert pictures_of("sample.visit", [7, 8, 9]) == {7: [first, second], 8: [other]}
    assert drop_pictures("sample.visit", 7) == 2
    assert pictures_of("sample.visit", [7, 8, 9]) == {8: [other]}
