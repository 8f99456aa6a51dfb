"""Keep, list, send and drop pictures. Whoever calls asks for the permission first: a picture knows its owner only."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response
from sqlalchemy import delete, select
from werkzeug.datastructures import FileStorage

from core.clock import now
from core.crypto import Cell, keyring
from core.errors import Missing
from core.kernel.pictures.images import SIGNATURE, photo_bytes, signature_bytes
from core.kernel.pictures.models import Picture
from core.tenancy.session import db
from core.texts import gettext as _

MIME = {"photo": "image/jpeg", "signature": "image/png"}


def keep_picture(upload: FileStorage | bytes, owner_kind: str, owner_id: int) -> Picture:
    """Store a photo for a row: at most 1,600 pixels long, without place, time and camera. Raises BadEntry."""
    data = upload if isinstance(upload, bytes) else upload.stream.read()
    return _keep("photo", photo_bytes(data), owner_kind, owner_id)


def keep_signature(data_url: str, owner_kind: str, owner_id: int) -> Picture:
    """Store what the signature pad sent, a PNG as data URL. Raises BadEntry when nothing was drawn."""
    return _keep(SIGNATURE, signature_bytes(data_url), owner_kind, owner_id)


def pictures_of(owner_kind: str, owner_ids: Iterable[int]) -> dict[int, list[Picture]]:
    """The pictures of some rows by row, oldest first, without their bytes; one statement."""
    found: dict[int, list[Picture]] = {}
    query = select(Picture).where(Picture.owner_kind == owner_kind, Picture.owner_id.in_(list(owner_ids)))
    for picture in db.session.scalars(query.order_by(Picture.taken_at, Picture.id)):
        found.setdefault(picture.owner_id, []).append(picture)
    return found


def send_picture(picture_id: int, owner_kind: str, owner_id: int) -> Response:
    """The picture as an answer; raises Missing when it is gone or belongs to another row."""
    query = select(Picture).where(
        Picture.id == picture_id, Picture.owner_kind == owner_kind, Picture.owner_id == owner_id
    )
    picture = db.session.scalar(query)
    if picture is None:
        raise Missing(_("没有找到这张图片，可能已被删除。"))
    return Response(picture_bytes(picture), mimetype=MIME[picture.kind])


def picture_bytes(picture: Picture) -> bytes:
    """The picture itself, a JPEG or PNG, without asking anybody: for the row's own page and the operator's copy."""
    return keyring().open(picture.sealed, _cell(picture))


def drop_pictures(owner_kind: str, owner_id: int) -> int:
    """Delete all pictures of a row; returns how many."""
    mine = delete(Picture).where(Picture.owner_kind == owner_kind, Picture.owner_id == owner_id)
    db.session.flush()
    result: Any = db.session.execute(mine.execution_options(synchronize_session="fetch"))
    return int(result.rowcount)


def _keep(kind: str, data: bytes, owner_kind: str, owner_id: int) -> Picture:
    picture = Picture(kind=kind, owner_kind=owner_kind, owner_id=owner_id, taken_at=now())
    picture.sealed = keyring().seal(data, _cell(picture))
    db.session.add(picture)
    db.session.flush()
    return picture


def _cell(picture: Picture) -> Cell:
    return Cell(Picture.__tablename__, "sealed", picture.community_id, picture.id)
