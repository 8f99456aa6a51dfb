"""Resident identity card numbers: checked before they are kept, because a wrong digit is found too late otherwise."""
from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from stdnum import numdb
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from core.clock import now
from core.people.errors import BadIdNumber
from core.people.tidy import tidy_id_number
from core.texts import gettext as _


class IdNumber(NamedTuple):
    """A number that holds, and what it says."""

    number: str
    birth_date: date
    sex: str


def read_id_number(text: str) -> IdNumber:
    """Check an 18-digit number and read birth date and sex from it; raises BadIdNumber with a sentence."""
    number = tidy_id_number(text)
    if len(number) != 18:
        raise BadIdNumber(_("身份证号应为 18 位，现在是 %(n)s 位，请对照证件补全。", n=len(number)))
    if not (number.isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")):
        raise BadIdNumber(_("身份证号前 17 位只能是数字，最后一位是数字或X，请对照证件重填。"))
    # Not ric.validate: it wants the county to have existed at birth, but older people were numbered decades later.
    if not _known_place(number):
        raise BadIdNumber(_("身份证号开头的地区代码不存在，请检查前 6 位。"))
    born = _birth_date(number)
    if ric.calc_check_digit(number) != number[17]:
        raise BadIdNumber(_("身份证号的校验码不对，多半是输错了一位，请对照证件逐位核对。"))
    return IdNumber(number, born, "m" if int(number[16]) % 2 else "f")


def _known_place(number: str) -> bool:
    return any("county" in about for _digits, about in numdb.get("cn/loc").info(number[:6]))


def _birth_date(number: str) -> date:
    try:
        born = ric.get_birth_date(number)
    except InvalidComponent:
        raise BadIdNumber(_("身份证号里的出生日期不存在，请检查第 7 至 14 位。")) from None
    # Somewhere it is tomorrow already; the register compares with the community's own day.
    if not date(1880, 1, 1) <= born <= now().date() + timedelta(days=1):
        raise BadIdNumber(_("身份证号里的出生日期不可能，请检查第 7 至 14 位。"))
    return born
