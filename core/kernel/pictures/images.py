"""What may be kept as a picture: everything is decoded and written anew, so nothing that hides in a file survives."""
from __future__ import annotations

import binascii
import warnings
from base64 import b64decode
from io import BytesIO
from typing import Any

from core.errors import BadEntry
from core.texts import gettext as _

SIGNATURE = "signature"
LONGEST_SIDE = 1_600
MOST_PIXELS = 40_000_000  # a small file may claim to be a huge picture
MOST_BYTES = 10 * 1024 * 1024
KINDS = ("JPEG", "PNG", "WEBP")
DATA_URL = "data:image/png;base64,"
PAD = (1_200, 600)  # no signature pad is larger


def photo_bytes(data: bytes) -> bytes:
    """A JPEG without its metadata, turned upright and scaled down; raises BadEntry."""
    if not data:
        raise BadEntry(_("请先选一张照片。"))
    if len(data) > MOST_BYTES:
        raise BadEntry(_("照片太大，请选 10 MB 以内的照片。"))
    from PIL import ImageOps  # only uploads need it; a web process without any is spared 4 MB

    picture = ImageOps.exif_transpose(_decoded(data)).convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _written(picture, "JPEG", quality=82, optimize=True)


def signature_bytes(data_url: str) -> bytes:
    """A black and white PNG of the strokes; raises BadEntry when nothing was drawn."""
    unsigned = BadEntry(_("还没有签名。请用手指在框里签名，再提交一次。"))
    if not data_url.startswith(DATA_URL):
        raise unsigned
    try:
        picture = _decoded(b64decode(data_url[len(DATA_URL) :], validate=True)).convert("RGBA")
    except (binascii.Error, ValueError):
        raise unsigned from None
    picture.thumbnail(PAD)
    strokes = picture.getchannel("A")
    if strokes.getbbox() is None:
        raise unsigned
    return _written(strokes.point(lambda alpha: 255 - alpha), "PNG", optimize=True)


def _decoded(data: bytes) -> Any:
    from PIL import Image, UnidentifiedImageError  # as above

    refused = BadEntry(_("这个文件不是照片，或已经损坏。请选 JPG、PNG 或 WebP 照片。"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            picture = Image.open(BytesIO(data), formats=KINDS)
            if picture.width * picture.height > MOST_PIXELS:
                raise BadEntry(_("照片的尺寸太大，请换一张或先缩小。"))
            picture.load()
            return picture
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError):
        raise refused from None


def _written(picture: Any, kind: str, **how: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()
