"""Words of thanks: to the claimants always, on the wall only with a standing consent and after staff has read them."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.api import Person, _, audit, give_consent, has_consent, session, withdraw_consent

from .. import THANKS
from ..conditions import HAND_OVER
from ..errors import CannotWish, NoThanks
from ..models import Wish
from ..workflow import wish_flow
from .finding import for_resident, for_station, the_wish
from .publishing import check_public

WAITING, SHOWN, KEPT = "waiting", "shown", "kept"
ON_THE_WALL = 3


@dataclass(frozen=True)
class Thanks:
    """What the wall shows of it: the wish's number and the words."""

    number: int
    title: str
    words: str


def thank(wish_id: int, actor: Any, words: str, *, public: bool) -> Wish:
    """Say thank you; `public`: the resident agrees that the words go on the wall. Raises CannotWish, TellsTooMuch."""
    wish = the_wish(wish_id, lock=True)
    words = " ".join(words.split())[:200]
    if not words:
        raise CannotWish(_("请写一句感谢的话，或者什么都不写直接关上。"), "thanks")
    person = session.get_one(Person, wish.person_id)
    if public:
        check_public(words, wish)
        wish = wish_flow.fire(wish, "thank", actor, thanks=words, thanks_state=WAITING)
        give_consent(person, THANKS, actor)
        return wish
    return wish_flow.fire(wish, "thank", actor, thanks=words, thanks_state=KEPT)


def judge(wish_id: int, actor: Any, *, show: bool) -> Wish:
    """Staff read it: on the wall, or not; never what was meant for the claimants alone. Raises Missing, NoThanks."""
    for_station(wish_id, actor, HAND_OVER)
    wish = the_wish(wish_id, lock=True)
    offered = wish.thanks_state in (WAITING, SHOWN)
    if not wish.thanks or (show and not (offered and has_consent(wish.person_id, THANKS))):
        raise NoThanks
    wish.thanks_state = SHOWN if show else KEPT
    said = _("把一段感谢的话放上心愿墙") if show else _("没有把一段感谢的话放上心愿墙")
    audit.write("micro_wish.thanks", said, actor=actor, object_kind="micro_wish_wish", object_id=wish.id)
    return wish


def take_down(wish_id: int, actor: Any) -> None:
    """The resident takes the yes back: nothing of theirs is shown any more, at once."""
    wish = for_resident(wish_id, actor)
    withdraw_consent(session.get_one(Person, wish.person_id), THANKS, actor)
    keep_quiet(wish.person_id)


def keep_quiet(person_id: int) -> None:
    """Without the consent no words stand in line for the wall, so that a later yes is about later words only."""
    shown = select(Wish).where(Wish.person_id == person_id, Wish.thanks_state.in_((WAITING, SHOWN)))
    for mine in session.scalars(shown):
        mine.thanks_state = KEPT


def on_the_wall() -> list[Thanks]:
    """The latest words that may be shown: a consent withdrawn elsewhere counts too. At most four statements."""
    latest = (
        select(Wish.person_id, Wish.number, Wish.title, Wish.thanks)
        .where(Wish.thanks_state == SHOWN, Wish.number.is_not(None))
        .order_by(Wish.fulfilled_at.desc(), Wish.id.desc())
        .limit(ON_THE_WALL)
    )
    return [
        Thanks(row.number, row.title, row.thanks)
        for row in session.execute(latest).all()
        if has_consent(row.person_id, THANKS)
    ]
