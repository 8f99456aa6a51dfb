"""A community as the demo draws it: who lives in which room, before anything is written."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from core.communities.instance.schema import Demo
from core.demo.families import Member, family, is_elder_only, sizes
from core.demo.names import full_name
from core.demo.numbers import IdNumbers, phone
from core.tenancy.ids import new_id


@dataclass
class Resident:
    """One person to be written; `home` is None for who does not live here."""

    id: int
    name: str
    sex: str
    age: int
    born: date
    home: Home | None
    relation: str = ""
    since: date | None = None
    phone: str | None = None
    id_number: str | None = None


@dataclass
class Home:
    """A household in its room; `room` and `building` are rows."""

    id: int
    number: str
    room: Any
    building: Any
    since: date
    people: list[Resident] = field(default_factory=list)
    elders_only: bool = False

    @property
    def oldest(self) -> int:
        """Age of the oldest resident."""
        return max(p.age for p in self.people)


@dataclass
class Town:
    """Everything that one community's demo consists of, drawn from one seed and one day."""

    demo: Demo
    today: date
    rng: Random
    homes: list[Home] = field(default_factory=list)
    numbers: IdNumbers = field(default_factory=IdNumbers)
    drawn: int = 0

    def settle(self, rooms: list[tuple[Any, Any]]) -> None:
        """Fill as many of the (building, room) pairs as the demo has households."""
        chosen = sorted(self.rng.sample(range(len(rooms)), self.demo.households))
        for at, size in zip(chosen, sizes(self.rng, self.demo.households, self.demo.residents), strict=True):
            self.homes.append(self._home(*rooms[at], family(self.rng, size)))

    def outsider(self, low: int, high: int) -> Resident:
        """Somebody who does not live here."""
        sex, age = self.rng.choice("fm"), self.rng.randint(low, high)
        return self._person(Member(full_name(self.rng, sex, age), sex, age, ""), None)

    @property
    def residents(self) -> list[Resident]:
        """Everybody who lives here, home by home."""
        return [person for home in self.homes for person in home.people]

    def days_ago(self, low: int, high: int) -> date:
        """A day between `low` and `high` days before the day of loading."""
        return self.today - timedelta(days=self.rng.randint(low, high))

    def _home(self, building: Any, room: Any, members: list[Member]) -> Home:
        door = room.number if building.entrances == 1 else f"{room.entrance}-{room.number}"
        since = self.today - timedelta(days=round(self.rng.triangular(60, 28 * 365, 6000)))
        home = Home(new_id(), f"{building.number}-{door}", room, building, since)
        home.people = [self._person(member, home) for member in members]
        home.elders_only = is_elder_only(members)
        return home

    def _person(self, member: Member, home: Home | None) -> Resident:
        born = self.today - timedelta(days=member.age * 365 + member.age // 4 + 1 + self.rng.randint(0, 360))
        person = Resident(new_id(), member.name, member.sex, member.age, born, home, member.relation)
        self.drawn += 1
        if home is not None:
            person.since = max(home.since, born)
        if self.rng.random() < (0.0 if member.age < 14 else 0.9 if member.age < 75 else 0.6):
            person.phone = phone(self.demo.seed, self.drawn)
        if member.age >= 16 and self.rng.random() < 0.4:
            person.id_number = self.numbers.next(born, member.sex)
        return person
