"""Pictures: photos and signatures that belong to some row, encrypted at rest and shown only by that row's own pages."""
from __future__ import annotations

from core.kernel.pictures.models import Picture
from core.kernel.pictures.services import (
    drop_pictures,
    keep_picture,
    keep_signature,
    picture_bytes,
    pictures_of,
    send_picture,
)

__all__ = [
    "Picture", "drop_pictures", "keep_picture", "keep_signature", "picture_bytes", "pictures_of", "send_picture",
]
