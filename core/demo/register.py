"""Write the register: persons, households, stays, aid, and some who lived here once."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from core.demo.town import Home, Resident, Town
from core.kernel.bulk import Step, bulk_insert, bulk_row
from core.people.bulk import aid_values, person_values
from core.people.models import Household, HouseholdAid, Person, Residence
from core.people.terms import AID_CATEGORIES


def person_row(person: Resident, **more: Any) -> dict[str, Any]:
    """The row of a person, with their home if they have one."""
    home = person.home
    return person_values(
        id=person.id,
        name=person.name,
        sex=person.sex,
        birth_date=person.born,
        phone=person.phone,
        id_number=person.id_number,
        household_id=home.id if home else None,
        room_id=home.room.id if home else None,
        building_id=home.building.id if home else None,
        **more,
    )


def write_register(town: Town, step: Step) -> None:
    """Everybody who lives here, and their aid."""
    bulk_insert(Household, (_household(home) for home in town.homes), step)
    bulk_insert(Person, (person_row(person) for person in town.residents), step)
    bulk_insert(Residence, _stays(town), step)
    bulk_insert(HouseholdAid, _aid(town), step)


def write_former(town: Town, step: Step) -> None:
    """One in a hundred lived here and moved away or died; they are in the register and not in the counts."""
    former = [town.outsider(30, 95) for _ in range(len(town.homes) // 30)]
    left = {person.id: town.days_ago(20, 3000) for person in former}
    died = {person.id: left[person.id] if person.age >= 70 else None for person in former}
    bulk_insert(Person, (person_row(person, deceased_on=died[person.id]) for person in former), step)
    stays = (
        bulk_row(
            person_id=person.id,
            household_id=town.rng.choice(town.homes).id,
            relation="other",
            kind="lives",
            moved_in_on=left[person.id] - timedelta(days=town.rng.randint(200, 4000)),
            moved_out_on=left[person.id],
            end_reason="deceased" if died[person.id] else "moved_away",
        )
        for person in former
    )
    bulk_insert(Residence, stays, step)


def choose_aid(town: Town) -> dict[str, list[Home]]:
    """The households of each category; nobody is in two."""
    left = list(town.homes)
    town.rng.shuffle(left)
    fits = {"empty_nest": lambda h: h.elders_only, "aged": lambda h: h.oldest >= 80}
    chosen: dict[str, list[Home]] = {}
    # The narrower categories choose first.
    for category in ("empty_nest", "aged", "disabled", "low_income"):
        wanted = getattr(town.demo.aid, category)
        fitting = [home for home in left if fits.get(category, lambda h: True)(home)][:wanted]
        # A small community may have too few: the oldest come next.
        others = sorted((h for h in left if h not in fitting), key=lambda h: -h.oldest)
        chosen[category] = fitting + others[: wanted - len(fitting)]
        taken = {home.id for home in chosen[category]}
        left = [home for home in left if home.id not in taken]
    return chosen


def _household(home: Home) -> dict[str, Any]:
    return bulk_row(room_id=home.room.id, number=home.number, head_id=home.people[0].id) | {"id": home.id}


def _stays(town: Town) -> Iterator[dict[str, Any]]:
    for person in town.residents:
        assert person.home is not None
        stay = dict(person_id=person.id, relation=person.relation, moved_in_on=person.since)
        end = {"moved_out_on": None, "end_reason": ""}
        yield bulk_row(household_id=person.home.id, kind="lives", **stay, **end)
        if town.rng.random() < 0.03:  # 人户分离: the hukou is kept in another household here
            yield bulk_row(household_id=town.rng.choice(town.homes).id, kind="registered", **stay, **end)


def _aid(town: Town) -> Iterator[dict[str, Any]]:
    chosen = choose_aid(town)
    for category in AID_CATEGORIES:
        for home in chosen[category]:
            first = max(home.since, town.days_ago(60, 3500))
            yield aid_values(household_id=home.id, category=category, since=first)
