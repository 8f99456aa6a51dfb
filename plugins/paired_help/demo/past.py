"""The demo's cases: one for each household in aid, in every state, and some who need no aid any more."""
from __future__ import annotations

from collections.abc import Mapping
from random import Random

from core.api import SYSTEM, Person, give_consent, session

from .. import CARE
from ..terms import BACKUP, LEAD, UNIT_PAIR
from .books import Books
from .people import Cast, Helped, Helper, choose
from .story import Story

UNIT_PAIRS = 34
# How many cases of the demo are still on their way in; all others are visited.
INTAKE = ("identified", "identified", "identified", "assessed", "assessed", "consented", "consented", "planned", "planned", "matched")
TRIALS, SILENT, HANDED_ON = 7, 4, ("backup", "backup", "grid", "grid", "station")


def load(rng: Random, signins: Mapping[str, Person]) -> None:
    """All cases of the demo, written in bulk."""
    cast = choose(rng, signins)
    if len(cast.helpers) < 3 or not cast.helped:
        return
    books = Books(rng)
    ends, pairs = _ends(cast), 0
    for number, person in enumerate(cast.helped):
        story = _story(rng, books, cast, person, ends.get(number, "active"))
        if not story.waits and _helped(rng, cast, story, number):
            # Two of three of the first households, as many as the community has.
            pairs += pairs < UNIT_PAIRS and number % 3 != 1 and _pair(rng, cast, story)
            story.visit(ends.get(number, ""))
        story.close()
    for person in cast.graduated:
        story = _story(rng, books, cast, person, "graduated")
        if _helped(rng, cast, story, None):
            story.visit("")
        story.close()
    for person in cast.declined:
        _story(rng, books, cast, person, "declined").close()
    books.write()
    _consents(cast, ends)


def _story(rng: Random, books: Books, cast: Cast, person: Helped, end: str) -> Story:
    story = Story(rng, books, person, cast.worker)
    story.begin(end)
    return story


def _ends(cast: Cast) -> dict[int, str]:
    """Where cases stand, by their number; the worker who signs in finds one of each in the own grid."""
    grid = cast.resident.grid_id if cast.resident else cast.helped[0].grid_id
    numbers = list(range(1, len(cast.helped)))
    near = [n for n in numbers if cast.helped[n].grid_id == grid]
    rest = [n for n in numbers if cast.helped[n].grid_id != grid]
    wanted = ["identified", "planned", "grid", "review", "graduating", "silent", "backup", "station", "signing", "due", "due"]
    ends = {0: "due"} | dict(zip(near, wanted, strict=False))
    others = [*INTAKE, *HANDED_ON, *("graduating",) * TRIALS, *("silent",) * SILENT]
    return ends | dict(zip([*rest, *near[len(wanted) :]], others, strict=False))


def _helped(rng: Random, cast: Cast, story: Story, number: int | None) -> bool:
    """Lead and backup from the same grid, where there are two who are no family."""
    home = story.person.household_id
    near = [h for h in cast.by_grid.get(story.person.grid_id, []) if h.household_id != home]
    some = near if len(near) > 1 else [h for h in cast.helpers if h.household_id != home and h is not cast.volunteer]
    if len(some) < 2:
        return False
    lead, backup = rng.sample(some, 2)
    if cast.volunteer is not None and _signs_in(cast, cast.volunteer, story, number):
        lead, backup = (backup, cast.volunteer) if story.end == "backup" else (cast.volunteer, backup)
    story.helped_by(lead, LEAD)
    story.helped_by(backup, BACKUP)
    return True


def _pair(rng: Random, cast: Cast, story: Story) -> bool:
    """A Party member of a unit, who is neither lead nor backup already."""
    free = [h for h in cast.paired if h.id not in story.helper_ids]
    if free:
        story.helped_by(rng.choice(free), UNIT_PAIR)
    return bool(free)


def _signs_in(cast: Cast, volunteer: Helper, story: Story, number: int | None) -> bool:
    """The volunteer who signs in helps the resident who does, and some of the same grid whose visit is due."""
    if number is None or volunteer.household_id == story.person.household_id:
        return False
    if number == 0:
        return cast.resident is not None
    return story.person.grid_id == volunteer.grid_id and (story.end in ("due", "backup") or number % 8 == 1)


def _consents(cast: Cast, ends: dict[int, str]) -> None:
    asked = [one for number, one in enumerate(cast.helped) if ends.get(number) not in ("identified", "assessed")]
    for one in (*asked, *cast.graduated):
        give_consent(session.get_one(Person, one.id), CARE, SYSTEM)
