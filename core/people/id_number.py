"""Resident identity card numbers: checked before they are kept, because a wrong digit is found too late otherwise."""
from __future__ import annotations

from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from stdnum.cn import ric
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength

from core.clock import today
from core.people.errors import BadIdNumber
from core.people.tidy import tidy_id_number


class IdNumber(NamedTuple):
    """A number that holds, and what it says."""

    number: str
    birth_date: date
    sex: str


def read_id_number(text: str) -> IdNumber:
    """Check an 18-digit number and read birth date and sex from it; raises BadIdNumber with a sentence."""
    number = tidy_id_number(text)
    try:
        ric.validate(number)
    except InvalidLength:
        raise BadIdNumber(_("身份证号应为18位，现在是%(n)s位，请对照证件补全。", n=len(number))) from None
    except InvalidFormat:
        raise BadIdNumber(_("身份证号前17位只能是数字，最后一位是数字或X，请对照证件重填。")) from None
    except InvalidComponent:
        raise BadIdNumber(_("身份证号里的地区代码或出生日期不存在，请检查第1至14位。")) from None
    except InvalidChecksum:
        raise BadIdNumber(_("身份证号的校验码不对，多半是输错了一位，请对照证件逐位核对。")) from None
    born = ric.get_birth_date(number)
    if born > today():
        raise BadIdNumber(_("身份证号里的出生日期在将来，请检查第7至14位。"))
    return IdNumber(number, born, "m" if int(number[16]) % 2 else "f")
