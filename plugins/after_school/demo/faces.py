"""Drawn faces for the demo: nobody's photo."""
from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

COLOURS = ((196, 62, 51), (46, 113, 143), (86, 125, 70), (178, 130, 44))


def face(number: int) -> bytes:
    """A simple face, one of a few."""
    picture = Image.new("RGB", (240, 240), COLOURS[number % len(COLOURS)])
    pen = ImageDraw.Draw(picture)
    pen.ellipse((50, 40, 190, 210), fill=(247, 218, 190))
    for left in (90, 140):
        pen.ellipse((left, 105, left + 14, 119), fill=(50, 40, 35))
    pen.arc((95, 130, 145, 175), 20, 160, fill=(150, 60, 50), width=5)
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()
