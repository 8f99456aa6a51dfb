"""Guessing a short code that is typed by somebody who is signed in: slowed as a sign-in is, wherever they sit."""
from __future__ import annotations

from core.accounts.delays import ANYWHERE, CROWD, GUESSING, forget_tries, take_try
from core.accounts.models import SignInDelay
from core.kernel.actor import Actor


def take_guess(what: str, actor: Actor, *, often: bool = False) -> None:
    """Count one more try of this person at a code and commit that; five are free, then waits grow to a quarter of an hour.

    `what`: the kind of code, such as "venues.door". `often`: something that people do many times on a busy day: sixty
    are free, then one a minute. Call it before the code is compared and before anything was written: it ends the
    transaction. Raises TooSoon.
    """
    take_try(SignInDelay, f"{what}:{actor.person_id}", ANYWHERE, CROWD if often else GUESSING)


def forget_guesses(what: str, actor: Actor) -> None:
    """The code was right: the person's next tries are free again."""
    forget_tries(SignInDelay, f"{what}:{actor.person_id}", ANYWHERE)
