"""Tomorrow morning's requests, assigned together by the real service, and what became of the invitations."""
from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from core.api import SYSTEM, session

from ..batch_models import Pair
from ..models import Offer, Request
from ..services import answering, batch
from .live import verified
from .people import Cast, Helped

MORNING = (("换灯泡", 9), ("陪着去取药", 9), ("教用手机", 9), ("帮忙搬花盆", 10), ("代买菜", 10))


def load_morning(cast: Cast) -> None:
    """Asked, put together, solved and sent; who was invited said yes on the phone.

    The demo's volunteer keeps the jobs that are theirs already: a pair with them stays proposed.
    """
    others = [who for who in (*cast.helped, *cast.both) if who.person_id != cast.helper.person_id]
    asking = _without_requests(others)[: len(MORNING)]
    if len(asking) < len(MORNING):
        return
    asked = [verified(who, words, 1, hour).id for who, (words, hour) in zip(asking, MORNING, strict=True)]
    made = batch.begin(SYSTEM, asked)
    batch.solve({"batch_id": made.id})
    pairs = session.scalars(select(Pair).where(Pair.batch_id == made.id, Pair.person_id.is_not(None))).all()
    liked = [pair.id for pair in pairs if pair.person_id != cast.helper.person_id]
    if liked:
        batch.send(made.id, SYSTEM, liked)
        _accepted(asked)


def _without_requests(helped: Collection[Helped]) -> list[Helped]:
    """Those who wait for nothing else, in the order of the cast."""
    live = set(session.scalars(select(Request.person_id).where(Request.state.not_in(("confirmed", "cancelled")))))
    return [who for who in helped if who.person_id not in live]


def _accepted(asked: Collection[int]) -> None:
    for offer_id in session.scalars(select(Offer.id).where(Offer.request_id.in_(asked), Offer.state == "offered")).all():
        answering.accept(offer_id, SYSTEM)
