"""Households of invented people: how many live together, who they are to each other, how old they are."""
from __future__ import annotations

from dataclasses import dataclass
from random import Random

from core.demo.names import full_name, surname

SIZES, WEIGHTS = (1, 2, 3, 4, 5, 6, 7), (9, 20, 29, 19, 15, 7, 1)
OLDEST = 97


@dataclass
class Member:
    """One resident; `relation` is what they are to the head."""

    name: str
    sex: str
    age: int
    relation: str


def sizes(rng: Random, households: int, residents: int) -> list[int]:
    """One size from 1 to 7 for each household, together exactly `residents`."""
    found = rng.choices(SIZES, WEIGHTS, k=households)
    while (surplus := sum(found) - residents) != 0:
        at, step = rng.randrange(households), -1 if surplus > 0 else 1
        if SIZES[0] <= found[at] + step <= SIZES[-1]:
            found[at] += step
    return found


def family(rng: Random, size: int) -> list[Member]:
    """A household of `size`, the head first."""
    kind = rng.random()
    if size == 1:
        age = _elder(rng) if kind < 0.6 else rng.randint(23, 48)
        return [_member(rng, "head", age, rng.choice("fm"))]
    if size == 2 and kind < 0.45:
        return _couple(rng, _elder(rng))
    if size == 2 and kind < 0.7:
        parent = _member(rng, "head", rng.randint(30, 58), rng.choice("ffm"))
        return [parent, _child(rng, parent)]
    members = _couple(rng, rng.randint(26, 58))
    while len(members) < size:
        members.append(_next(rng, members))
    return members


def is_elder_only(members: list[Member]) -> bool:
    """Nobody under 60 lives here."""
    return all(m.age >= 60 for m in members)


def _elder(rng: Random) -> int:
    return round(rng.triangular(60, OLDEST, 74))


def _member(rng: Random, relation: str, age: int, sex: str, family_name: str = "") -> Member:
    return Member(full_name(rng, sex, age, family_name or surname(rng)), sex, age, relation)


def _couple(rng: Random, age: int) -> list[Member]:
    he_leads = rng.random() < 0.7
    head = _member(rng, "head", age, "m" if he_leads else "f")
    other = min(OLDEST, max(22, age + rng.randint(-4, 4)))
    return [head, _member(rng, "spouse", other, "f" if he_leads else "m")]


def _child(rng: Random, parent: Member) -> Member:
    age = max(0, parent.age - rng.randint(23, 34))
    return _member(rng, "child", age, rng.choice("fm"), parent.name[0])


def _next(rng: Random, members: list[Member]) -> Member:
    """The next one in a couple's household: children first, then their parents, then other relatives."""
    head, spouse = members[0], members[1]
    children = sum(m.relation == "child" for m in members)
    elders = sum(m.relation in ("parent", "in_law") for m in members)
    if children == 0 or (children < 2 and rng.random() < 0.45):
        return _child(rng, head if head.sex == "m" else spouse)
    if elders < 2:
        age = min(OLDEST, head.age + rng.randint(23, 32))
        sex = "f" if elders else rng.choice("fm")
        return _member(rng, "parent", age, sex, head.name[0] if sex == "m" else "")
    if children < 2:
        return _child(rng, head if head.sex == "m" else spouse)
    return _member(rng, "relative", rng.randint(19, 60), rng.choice("fm"))
