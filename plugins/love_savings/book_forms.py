"""What people type in about minutes on cards: gifts, donations, credit, prices."""
from __future__ import annotations

import secrets
from typing import Any

from wtforms import HiddenField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Regexp

from core.api import Form, _, _l, at_most, usual, whole

from .forms import LENGTHS

DEAREST = 600  # minutes of a card for one hour of a service
AMOUNTS = [*LENGTHS, SelectChoice(360, _l("6 小时")), SelectChoice(480, _l("8 小时")), SelectChoice(600, _l("10 小时"))]


class SelectAmount(SelectField):
    """How much time, chosen in words instead of reckoned in minutes; what is sent may be any number of minutes."""

    def __init__(self, label: Any, validators: list[Any], **kwargs: Any) -> None:
        super().__init__(label, validators, coerce=int, choices=AMOUNTS, validate_choice=False, default=60, **kwargs)

    def offer(self, most: int) -> None:
        """Show what there is to give, all of it too, and what was chosen before."""
        offered = [choice for choice in AMOUNTS if choice.value <= most]
        for minutes, said in ((most, _("最多 %(count)s 分钟", count=most)), (self.data, _("%(count)s 分钟", count=self.data))):
            if minutes and minutes not in [choice.value for choice in offered]:
                offered.append(SelectChoice(minutes, said))
        self.choices = offered


class DonateForm(Form):
    """How much goes to the common pool; `nonce` makes a page that is sent twice count once."""

    minutes = SelectAmount(_l("捐多少"), whole(1, 60_000))
    words = StringField(_l("说一句话"), validators=[at_most(60)], description=_l("可以不写。"))
    nonce = HiddenField(default=lambda: secrets.token_hex(8), validators=[Regexp(r"^[0-9a-f]{16}$")])


class GiftForm(Form):
    """To whose card, and how much."""

    to = StringField(
        _l("给谁的卡"), validators=[DataRequired(_l("请填邻居的卡号。")), at_most(300)],
        description=_l("填卡上的号码，比如 0386；也可以用手机扫邻居卡上的二维码。"),
    )
    minutes = SelectAmount(_l("送多少"), whole(1, 1440))
    words = StringField(_l("说一句话"), validators=[at_most(60)], description=_l("对方会看到，可以不写。"))
    nonce = HiddenField(default=lambda: secrets.token_hex(8), validators=[Regexp(r"^[0-9a-f]{16}$")])


class HandOnForm(Form):
    """To whose card the minutes of somebody who died go, and why."""

    to = StringField(
        _l("移交给谁的卡"), validators=[at_most(300)],
        description=_l("填家人卡上的号码，比如 0386；留空就移交给公共池。"),
    )
    reason = StringField(
        _l("移交原因"), validators=[DataRequired(_l("请写下和家人怎么商定的。")), at_most(60)],
        description=_l("收到的人会看到。"),
    )


class CreditForm(Form):
    """How far below zero a card may go, and why."""

    limit = IntegerField(_l("信用额度（分钟）"), default=300, validators=whole(1, 6_000), description=_l("卡里没有时长时，最多先欠这么多。"))
    reason = StringField(
        _l("开通原因"), validators=[DataRequired(_l("请写下为什么要开信用额度。")), at_most(200)],
        description=_l("写清楚需要就行，不要写病情和收入。"),
    )


def price_form(prices: list[tuple[int, str, int]]) -> Any:
    """A form with one price for each skill, as `prices.price_list` gives them; the fields are named by the skill's id."""
    fields = {
        f"skill_{skill_id}": IntegerField(usual(title), default=price, validators=whole(0, DEAREST))
        for skill_id, title, price in prices
    }
    return type("PriceForm", (Form,), fields)()
