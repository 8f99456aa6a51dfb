"""The same seed and day draw the same people; numbers are well formed and nobody's."""
from collections import Counter, namedtuple
from datetime import date
from random import Random

from core.communities.instance.schema import Aid, Demo
from core.demo.families import family, sizes
from core.demo.numbers import IdNumbers, phone
from core.demo.register import choose_aid
from core.demo.town import Town
from core.people.id_number import read_id_number
from core.tenancy.ids import new_id

Building = namedtuple("Building", "id number entrances grid_id x y")
Room = namedtuple("Room", "id entrance number")
FIGURES = Demo(
    seed=5, households=120, residents=400, volunteers=40, resident_volunteers=25, units=3, teams=2,
    aid=Aid(low_income=4, disabled=3, empty_nest=6, aged=8),
)  # fmt: skip


def drawn(day=date(2026, 5, 20)):
    if new_id.node is None:
        new_id.node = 1
    town = Town(FIGURES, day, Random(FIGURES.seed))
    house = Building(1, 7, 2, 1, 10, 10)
    town.settle([(house, Room(at, at % 2 + 1, f"{at}")) for at in range(150)])
    return town


def test_the_same_seed_and_day_draw_the_same_people():
    one, two = drawn(), drawn()
    facts = [(p.name, p.sex, p.born, p.phone, p.id_number, p.since) for p in one.residents]
    assert facts == [(p.name, p.sex, p.born, p.phone, p.id_number, p.since) for p in two.residents]
    later = drawn(date(2027, 5, 20))
    assert [(p.name, p.age) for p in later.residents] == [(p.name, p.age) for p in one.residents]


def test_households_and_residents_are_exact():
    town = drawn()
    assert len(town.homes) == 120 and len(town.residents) == 400
    assert len({home.number for home in town.homes}) == 120


def test_sizes_reach_any_sum():
    for residents in (120 * 2, 401, 120 * 5):
        found = sizes(Random(3), 120, residents)
        assert sum(found) == residents and set(found) <= set(range(1, 8))


def test_families_are_plausible():
    rng = Random(9)
    for size in range(1, 8):
        for _try in range(60):
            members = family(rng, size)
            assert len(members) == size
            assert Counter(m.relation for m in members)["head"] == 1 == [m.relation for m in members].index("head") + 1
            head = members[0]
            for member in members:
                assert 0 <= member.age <= 97
                if member.relation == "child":
                    assert 18 <= head.age - member.age <= 40
                if member.relation == "parent":
                    assert member.age - head.age >= 20


def test_id_numbers_hold_and_agree_with_birth_and_sex():
    people = [p for p in drawn().residents if p.id_number]
    assert len(people) > 50
    for person in people:
        read = read_id_number(person.id_number)
        assert (read.birth_date, read.sex) == (person.born, person.sex)
        assert person.id_number[14:16] == "99"
    assert len({p.id_number for p in people}) == len(people)
    numbers = IdNumbers()
    assert [numbers.next(date(1980, 1, 1), "f") for _ in range(6)][5] is None


def test_phones_are_of_a_range_that_nobody_has_and_never_twice():
    found = [phone(2011, at) for at in range(1, 20_000)]
    assert len(set(found)) == len(found)
    assert all(len(number) == 11 and number.startswith("15411") for number in found)
    assert not {p.phone for p in drawn().residents if p.age < 14} - {None}


def test_aid_goes_to_whom_it_fits():
    town = drawn()
    chosen = choose_aid(town)
    assert {name: len(homes) for name, homes in chosen.items()} == FIGURES.aid.model_dump()
    assert all(home.elders_only for home in chosen["empty_nest"])
    assert all(home.oldest >= 80 for home in chosen["aged"])
    everybody = [home.id for homes in chosen.values() for home in homes]
    assert len(set(everybody)) == len(everybody)
