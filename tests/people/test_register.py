"""Writing people down: names, phones, ID numbers, and who may open what."""
from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from core.crypto import CannotDecrypt
from core.errors import BadEntry
from core.grids.models import Building
from core.kernel.actor import SYSTEM
from core.kernel.audit import entries
from core.people.errors import AlreadyKnown, BadIdNumber, MayNotOpen, NoSuchPerson
from core.people.models import Person
from core.people.services import (
    correct_person,
    get_person,
    grant_aid,
    open_sensitive,
    person_values,
    read_id_number,
    register_person,
)
from tests.people.households import MOVED_IN, add_building, add_grid, household_in, resident, worker

ID_NUMBER = "450103196503071229"  # made up; the check digit holds


@pytest.fixture
def building(inside: Any) -> Building:
    return add_building(3, add_grid("001"))


def test_a_name_brings_its_pinyin(inside: Any) -> None:
    person = register_person(name=" 覃  秀兰 ", actor=SYSTEM)
    assert (person.name, person.pinyin, person.initials) == ("覃 秀兰", "qinxiulan", "qxl")


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("曾国栋", "zengguodong", "zgd"),
        ("单小明", "shanxiaoming", "sxm"),
        ("吕梁", "lvliang", "ll"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("Anna Li", "annali", "a"),
    ],
)
def test_surnames_are_read_as_surnames(inside: Any, name: str, pinyin: str, initials: str) -> None:
    person = register_person(name=name, actor=SYSTEM)
    assert (person.pinyin, person.initials) == (pinyin, initials)


@pytest.mark.parametrize("name", ["", "  ", "长" * 31])
def test_a_person_needs_a_name(inside: Any, name: str) -> None:
    with pytest.raises(BadEntry, match="请填写姓名"):
        register_person(name=name, actor=SYSTEM)


@pytest.mark.parametrize("spelling", ["13800138000", "138 0013 8000", "+86-138-0013-8000", "００86１３８００１３８０００"])
def test_a_phone_is_kept_in_one_spelling_and_shown_masked(inside: Any, spelling: str) -> None:
    person = register_person(name="韦秀兰", phone=spelling, actor=SYSTEM)
    assert (str(person.phone), f"{person.phone}", repr(person.phone)) == ("138****8000",) * 3
    assert inside.scalars(select(Person.id).where(Person.phone.matches("13800138000"))).all() == [person.id]


@pytest.mark.parametrize("phone", ["123", "1380013800a", "1" * 16])
def test_a_wrong_phone_is_refused(inside: Any, phone: str) -> None:
    with pytest.raises(BadEntry, match="电话号码"):
        register_person(name="韦秀兰", phone=phone, actor=SYSTEM)


def test_a_person_needs_no_phone(inside: Any) -> None:
    person = register_person(name="韦秀兰", actor=SYSTEM)
    assert (person.phone, person.phone_token, person.phone_tail) == (None, None, None)


def test_a_family_may_share_a_phone(inside: Any) -> None:
    for name in ("韦秀兰", "韦小宝"):
        register_person(name=name, phone="13800138000", actor=SYSTEM)
    found = inside.scalars(select(Person.name).where(Person.phone.matches("13800138000")).order_by(Person.id)).all()
    assert found == ["韦秀兰", "韦小宝"]


def test_no_clear_value_reaches_the_database(inside: Any) -> None:
    register_person(name="韦秀兰", phone="13800138000", id_number=ID_NUMBER, actor=SYSTEM)
    inside.commit()
    for table in ("person", "audit_entry"):
        stored = str(inside.execute(text(f"SELECT * FROM {table}")).all())
        assert "13800138000" not in stored
        assert ID_NUMBER not in stored


def test_an_id_number_fills_in_birth_date_and_sex(inside: Any) -> None:
    person = register_person(name="韦秀兰", id_number=ID_NUMBER.lower(), actor=SYSTEM)
    assert (person.birth_date, person.sex, str(person.id_number)) == (date(1965, 3, 7), "f", "4501**********1229")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("45010319650307122", "身份证号应为 18 位，现在是 17 位，请对照证件补全。"),
        ("45010319650307A223", "身份证号前 17 位只能是数字，最后一位是数字或X，请对照证件重填。"),
        ("990103196503071225", "身份证号开头的地区代码不存在，请检查前 6 位。"),
        ("450103196513071225", "身份证号里的出生日期不存在，请检查第 7 至 14 位。"),
        ("450103296503071225", "身份证号里的出生日期不可能，请检查第 7 至 14 位。"),
        ("450103196503071225", "身份证号的校验码不对，多半是输错了一位，请对照证件逐位核对。"),
    ],
)
def test_a_wrong_id_number_says_where(inside: Any, number: str, sentence: str) -> None:
    with pytest.raises(BadIdNumber) as refused:
        read_id_number(number)
    assert str(refused.value) == sentence


def test_a_county_younger_than_its_people_is_accepted(inside: Any) -> None:
    assert read_id_number("440303195001011239").birth_date == date(1950, 1, 1)


def test_an_id_number_must_agree_with_the_rest(inside: Any) -> None:
    with pytest.raises(BadEntry, match="出生日期与身份证号不一致"):
        register_person(name="韦秀兰", birth_date=date(1965, 3, 8), id_number=ID_NUMBER, actor=SYSTEM)
    with pytest.raises(BadEntry, match="性别与身份证号不一致"):
        register_person(name="韦秀兰", sex="m", id_number=ID_NUMBER, actor=SYSTEM)


def test_the_same_id_number_twice_is_refused(inside: Any) -> None:
    person = register_person(name="韦秀兰", id_number=ID_NUMBER, actor=SYSTEM)
    with pytest.raises(AlreadyKnown, match="不要重复登记"):
        register_person(name="韦秀兰", id_number=ID_NUMBER, actor=SYSTEM)
    assert correct_person(person, SYSTEM, id_number=ID_NUMBER, name="韦秀南").name == "韦秀南"


def test_a_correction_is_in_the_audit_with_masked_values(inside: Any) -> None:
    person = register_person(name="韦秀兰", phone="13800138000", actor=SYSTEM)
    correct_person(person, SYSTEM, phone="13900139999", sex="f")
    entry = entries(action="people.correct").items[0]
    shared = {"name": "韦秀兰", "birth_date": None, "id_number": None}
    assert (entry.text, entry.before, entry.after) == (
        "更正了韦秀兰的资料",
        {**shared, "sex": "", "phone": "138****8000"},
        {**shared, "sex": "f", "phone": "139****9999"},
    )


def test_unknown_fields_are_not_corrected(inside: Any) -> None:
    person = register_person(name="韦秀兰", actor=SYSTEM)
    with pytest.raises(TypeError, match="household_id"):
        correct_person(person, SYSTEM, household_id=1)


def test_who_may_not_see_a_person_and_nobody_there_are_the_same(building: Building) -> None:
    person = resident("韦秀兰", household_in(building))
    seeing = worker("people.view", buildings={building.id})
    assert get_person(person.id, seeing) is person
    refused = []
    for actor, wanted in ((worker("people.view", buildings={1}), person.id), (worker(), person.id), (seeing, 12345)):
        with pytest.raises(NoSuchPerson) as error:
            get_person(wanted, actor)
        refused.append(str(error.value))
    assert refused == ["没有找到这位居民，可能已被删除，或不在您负责的范围内。"] * 3


def test_opening_a_phone_writes_who_and_why(building: Building) -> None:
    person = resident("韦秀兰", household_in(building), phone="13800138000")
    actor = worker("people.open_sensitive", buildings={building.id})
    assert open_sensitive(person, "phone", actor, " 送药上门前联系 ") == "13800138000"
    entry = entries(action="people.open_sensitive").items[0]
    assert (entry.text, entry.reason, entry.actor_name, entry.object_kind, entry.object_id) == (
        "查看了韦秀兰的手机号明文",
        "送药上门前联系",
        "韦网格",
        "person",
        person.id,
    )


def test_without_permission_scope_or_reason_nothing_opens(building: Building) -> None:
    person = resident("韦秀兰", household_in(building), phone="13800138000")
    for actor in (worker("people.view"), worker("people.open_sensitive", buildings={1})):
        with pytest.raises(MayNotOpen, match="没有查看这项明文的权限"):
            open_sensitive(person, "phone", actor, "想看看")
    with pytest.raises(MayNotOpen, match="要写明事由"):
        open_sensitive(person, "phone", worker("people.open_sensitive"), "  ")
    assert entries(action="people.open_sensitive").items == []


def test_a_phone_copied_into_another_persons_row_does_not_open(building: Building) -> None:
    person = resident("韦秀兰", household_in(building), phone="13800138000")
    other = resident("黄小兰", household_in(building, "102"))
    other.phone_cipher = person.phone_cipher
    with pytest.raises(CannotDecrypt, match="not the ciphertext of this row"):
        open_sensitive(other, "phone", worker("people.open_sensitive"), "核对")


def test_people_open_their_own_phone_but_not_their_id_number(building: Building) -> None:
    person = resident("韦秀兰", household_in(building), phone="13800138000", id_number=ID_NUMBER)
    self = worker(person_id=person.id)
    assert open_sensitive(person, "phone", self, "") == "13800138000"
    with pytest.raises(MayNotOpen):
        open_sensitive(person, "id_number", self, "")
    with pytest.raises(MayNotOpen):
        open_sensitive(person, "phone", self.acting_for(9), "")


def test_the_aid_category_is_stars_until_opened(building: Building) -> None:
    home = household_in(building)
    person = resident("韦秀兰", home)
    aid = grant_aid(home, "disabled", SYSTEM, since=MOVED_IN)
    assert str(aid.category) == "****"
    actor = worker("people.open_sensitive", buildings={building.id})
    assert open_sensitive(aid, "category", actor, "入户核对", about=person) == "disabled"
    assert entries(object_kind="household_aid").items[0].text == "查看了韦秀兰的帮扶类别明文"


def test_only_sensitive_fields_open(building: Building) -> None:
    person = resident("韦秀兰", household_in(building))
    with pytest.raises(LookupError):
        open_sensitive(person, "name", worker("people.open_sensitive"), "想看看")


def test_bulk_rows_are_like_registered_ones_and_fast(inside: Any) -> None:
    began = time.process_time()  # a machine that is busy with other things does not count
    rows = [person_values(name="韦秀兰", phone=f"138{n:08d}", sex="f") for n in range(2000)]
    inside.execute(insert(Person), rows)
    assert time.process_time() - began < 3
    person = inside.scalars(select(Person).where(Person.phone.matches("13800001999"))).one()
    assert (person.name, person.pinyin, person.initials, str(person.phone)) == ("韦秀兰", "weixiulan", "wxl", "138****1999")
    assert open_sensitive(person, "phone", SYSTEM, "核对") == "13800001999"
