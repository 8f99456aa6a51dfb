"""The last metres: ready, at the station, at the door, and the proof that the resident has it."""
from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Any

from core.api import (
    SYSTEM,
    Missing,
    _,
    audit,
    code_hash,
    keep_picture,
    keep_signature,
    new_digits,
    session,
)

from ..conditions import HAND_OVER, claims_of, meets, receiver_or_bringer
from ..errors import NoProof, NoReason, NotYet, WrongPin
from ..models import Claim, Wish
from ..workflow import claim_flow, wish_flow
from .claiming import settle
from .finding import the_wish
from .publishing import live_claims

OWNER = "micro_wish_wish"
PIN_LENGTH, PIN_TRIES = 6, 5
BRINGS = ("prepared", "at_station")


def prepare(wish_id: int, actor: Any) -> Wish:
    """The claimant has the own share ready; the wish is ready with the last one. The station may say so of all."""
    wish = the_wish(wish_id, lock=True)
    mine = {claim.id for claim in claims_of(wish, actor)}
    live = live_claims(wish)
    if mine and wish.state in ("claimed", "overdue") and any(c.id not in mine and c.state != "prepared" for c in live):
        _ready(claim for claim in live if claim.id in mine)
        settle(wish)
        return wish
    return _with_claims(wish_id, "prepare", actor)


def receive(wish_id: int, actor: Any) -> Wish:
    """Somebody brought it to the station."""
    return _with_claims(wish_id, "receive", actor)


def _with_claims(wish_id: int, step: str, actor: Any) -> Wish:
    wish = wish_flow.fire(the_wish(wish_id, lock=True), step, actor)
    _ready(live_claims(wish))
    return wish


def _ready(claims: Iterable[Claim]) -> None:
    for claim in claims:
        if claim.state in ("promised", "overdue"):
            claim_flow.fire(claim, "prepare", SYSTEM)


def deliver(wish_id: int, actor: Any) -> Wish:
    """It is with the resident, who confirms later."""
    return wish_flow.fire(the_wish(wish_id), "deliver", actor)


def missed(wish_id: int, actor: Any, reason: str) -> Wish:
    """Nobody was there after all."""
    return wish_flow.fire(the_wish(wish_id), "missed", actor, reason=reason)


def new_pin(wish_id: int, actor: Any) -> str:
    """A fresh code for the resident to tell whoever brings it; only its hash is kept. Raises Missing, NoProof."""
    wish = the_wish(wish_id, lock=True)
    if wish.person_id != actor.person_id:
        raise Missing(_("没有找到这个心愿，请回到列表再看看。"))
    if wish.state not in (*BRINGS, "delivered"):
        raise NotYet(_("东西还没准备好，现在不用收货码。"))
    pin = new_digits(PIN_LENGTH)
    wish.pin_hash, wish.pin_tries = _hash(wish, pin), 0
    return pin


def _hash(wish: Wish, pin: str) -> str:
    return code_hash(f"micro_wish.pin:{wish.id}", pin)


def confirm_oneself(wish_id: int, actor: Any) -> Wish:
    """The resident says on the own phone that it came."""
    wish = the_wish(wish_id, lock=True)
    if wish.person_id != actor.person_id:
        raise Missing(_("没有找到这个心愿，请回到列表再看看。"))
    return _realise(wish, actor, "self")


def hand_over(wish_id: int, actor: Any, *, signature: str = "", pin: str = "", photo: Any = None) -> Wish:
    """Bring it and have it confirmed at the door by signature, code or photo, in one go.

    A photo is proof for the station only: claimants need the resident's own sign. Raises NoProof, WrongPin, BadEntry.
    """
    wish = the_wish(wish_id, lock=True)
    said = receiver_or_bringer(wish, actor)
    if said:
        raise NotYet(said)
    proof = ""
    if pin.strip():
        _check_pin(wish, pin)
        proof = "pin"
    elif signature:
        keep_signature(signature, OWNER, wish.id)
        proof = "signature"
    elif photo and actor.can(HAND_OVER, wish):
        if any(claim.party != "unit" for claim in claims_of(wish, actor)):
            raise NotYet(_("这个心愿是您认领的，请用居民签名或收货码，或者请另一位工作人员来办。"))
        keep_picture(photo, OWNER, wish.id)
        proof = "photo"
    if not proof:
        raise NoProof
    if wish.state in BRINGS:
        wish = wish_flow.fire(wish, "deliver", actor)
    return _realise(wish, actor, proof)


def _check_pin(wish: Wish, pin: str) -> None:
    """Counts each wrong try in a transaction of its own, so that a refusal does not give it back."""
    right = wish.pin_hash and wish.pin_tries < PIN_TRIES and hmac.compare_digest(wish.pin_hash, _hash(wish, pin.strip()))
    if not right:
        wish.pin_tries = min(wish.pin_tries + 1, PIN_TRIES)
        left = PIN_TRIES - wish.pin_tries if wish.pin_hash else 0
        session.commit()
        raise WrongPin(left)


def _realise(wish: Wish, actor: Any, proof: str) -> Wish:
    # The effect tells the claimants while their claims still stand.
    wish = wish_flow.fire(wish, "confirm", actor, proof=proof)
    for claim in live_claims(wish):
        claim_flow.fire(claim, "keep", SYSTEM)
    return wish


def introduce(wish_id: int, actor: Any, reason: str) -> Wish:
    """The resident agreed that the claimants come to the door: they see name and home until it is done. Audited."""
    wish = the_wish(wish_id, lock=True)
    if not actor.can(HAND_OVER, wish):
        raise Missing(_("没有找到这个心愿，请回到列表再看看。"))
    if wish.state not in ("claimed", "overdue", "prepared"):
        raise NotYet(_("还没有定下谁来办，等认领人定好日子再让他们上门。"))
    if not reason.strip():
        raise NoReason
    wish.meets = True
    audit.write(
        "micro_wish.introduce", _("居民同意后，让认领人看到姓名和住址"), actor=actor, object_kind="micro_wish_wish",
        object_id=wish.id, reason=reason.strip()[:200],
    )
    return wish


def knows(wish: Wish, actor: Any) -> bool:
    """Whether a claimant may see now whom the wish is for: introduced, and not handed over yet."""
    return wish.state in ("claimed", "overdue", *BRINGS, "delivered") and meets(wish, actor)
