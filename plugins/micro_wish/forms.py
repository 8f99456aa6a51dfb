"""What people type in: the settings, a wish, its terms for the wall, a claim, a hand-over, thanks."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from core.api import Form, TickBoxes, _, _l, at_most, whole

from .reasons import RETURNED, STOPPED
from .rules import EVERYBODY, GOODS, GROUPS, HELPERS, ORGANISATIONS, SERVICE

KINDS = [SelectChoice(GOODS, _l("想要一样东西")), SelectChoice(SERVICE, _l("想请人帮个忙"))]
SHARES = [
    SelectChoice("whole", _l("一个人认领")), SelectChoice("parts", _l("分成几份，几个人一起")),
    SelectChoice("fen", _l("按金额分，每人出一部分")),
]
CLEAR_DAY = _l("请选哪一天。")


def chosen(codes: dict[str, Any]) -> list[SelectChoice]:
    """Choices from a table of codes."""
    return [SelectChoice(code, title) for code, title in codes.items()]


class SettingsForm(Form):
    """Per-community settings; every default is the advice."""

    reserve_hours = IntegerField(
        _l("没定日子的认领留几小时"), default=24, validators=whole(1, 168),
        description=_l("认领时没想好哪天送，就先留着；到时间没定日子，别人就可以认领。建议 24 小时。"),
    )
    promise_days = IntegerField(
        _l("默认几天内办好"), default=7, validators=whole(1, 90), description=_l("认领时日期先填好这么多天以后，可以改。"),
    )
    promise_most = IntegerField(
        _l("最晚几天内办好"), default=30, validators=whole(1, 180), description=_l("约定的日子不能比这更晚，免得居民等太久。"),
    )
    remind_days = IntegerField(
        _l("过了约定的日子几天提醒"), default=1, validators=whole(0, 30), description=_l("提醒认领人，工作台上标成“逾期未办”。"),
    )
    return_days = IntegerField(
        _l("提醒后几天放回心愿墙"), default=7, validators=whole(1, 60), description=_l("提醒以后还是没办，就让别人认领。"),
    )
    open_days = IntegerField(
        _l("最多在墙上挂几天"), default=180, validators=whole(0, 1000),
        description=_l("这么久没人认领就撤下，原因记作“长期无人认领”。写 0 就一直挂着。"),
    )
    limit_yuan = IntegerField(
        _l("一个心愿最多多少元"), default=300, validators=whole(1, 100_000), description=_l("再贵的心愿请走帮扶或慈善基金。"),
    )
    groups = TextAreaField(
        _l("人群标签"), default="\n".join(GROUPS), validators=[InputRequired(_l("请至少写一个。")), at_most(400)],
        description=_l("一行一个，公布时选一个，代替姓名显示在墙上。"),
    )
    kinds = TickBoxes(
        _l("收哪几类心愿"), choices=KINDS, default=[GOODS, SERVICE], validators=[InputRequired(_l("请至少选一类。"))],
        description=_l("东西由认领人买好送来；帮忙由认领人上门或在站里做。"),
    )
    who = RadioField(
        _l("谁可以认领"), default=EVERYBODY,
        choices=[
            SelectChoice(EVERYBODY, _l("登录的人都可以")),
            SelectChoice(HELPERS, _l("志愿者、小分队和单位")),
            SelectChoice(ORGANISATIONS, _l("只限小分队和单位")),
        ],
        description=_l("党员报到确认后，总可以用单位的名义认领。"),
    )
    claims_most = IntegerField(
        _l("一个人手上最多几个"), default=5, validators=whole(1, 50), description=_l("个人同时认领、还没办完的心愿数；小分队和单位不限。"),
    )
    wall_seconds = IntegerField(
        _l("大屏多少秒更新一次"), default=60, validators=whole(15, 3600), description=_l("大厅的心愿墙自己更新，不用人管。"),
    )
    close_days = IntegerField(
        _l("实现后几天自动销号"), default=30, validators=whole(0, 365), description=_l("留给居民写感谢的话。写 0 就只由工作人员销号。"),
    )

    def validate_groups(self, field: Any) -> None:
        """Tags are short."""
        if any(len(line.strip()) > 20 for line in (field.data or "").splitlines()):
            raise ValidationError(_("每个标签最多 20 个字。"))


class WishForm(Form):
    """A wish on the phone: three fields."""

    kind = RadioField(_l("哪一类"), choices=KINDS, default=GOODS)
    title = StringField(
        _l("想要什么"), validators=[DataRequired(_l("请写清楚想要什么，一句话就行。")), at_most(40)],
        description=_l("比如：一副老花镜。别写姓名和门牌，这句话会上墙。"),
    )
    story = TextAreaField(
        _l("再说几句"), validators=[at_most(500)],
        description=_l("比如尺寸、为什么想要。只给工作人员看，可以不写。"),
    )


class BehalfForm(WishForm):
    """The same, typed in by a worker for a resident, perhaps from a paper card."""

    person_id = HiddenField(_l("居民"), validators=[DataRequired(_l("请先选一位居民。"))])
    card = StringField(_l("心愿卡号"), validators=[at_most(20)], description=_l("从纸质心愿卡登记的才写。"))


class PublishForm(Form):
    """How it goes on the wall; the choices of `group` are filled in by the view."""

    title = StringField(
        _l("墙上怎么写"), validators=[DataRequired(_l("请写清楚想要什么，一句话就行。")), at_most(40)],
        description=_l("不能有姓名、电话、楼栋和门牌，也不写病情和困难。"),
    )
    group = SelectField(_l("人群标签"), validators=[InputRequired(_l("请选一个人群标签。"))])
    limit = DecimalField(
        _l("价格上限（元）"), places=2, default=0, validators=[InputRequired(_l("请写一个数。"))],
        description=_l("认领人买东西不要超过这个数；请人帮忙的写 0。"),
    )
    share = RadioField(_l("怎么认领"), choices=SHARES, default="whole")
    parts = IntegerField(_l("分成几份"), default=2, validators=[Optional()], description=_l("选了“分成几份”才用。"))

    @property
    def limit_fen(self) -> int:
        """The limit in fen."""
        return int((self.limit.data * 100).to_integral_value()) if isinstance(self.limit.data, Decimal) else 0


class ClaimForm(Form):
    """In whose name, how much and by when; choices and words are filled in by the view."""

    party = RadioField(_l("以谁的名义"), validators=[InputRequired(_l("请选一个名义。"))])
    parts = IntegerField(_l("认领几份"), default=1, validators=[Optional()])
    promised_on = DateField(
        _l("哪天以前办好"), validators=[Optional()], description=_l("还没想好就空着，先给您留着。")
    )


class CounterForm(Form):
    """A claim that somebody made at the counter or on the phone; the choices of `party` are filled in by the view."""

    party = SelectField(_l("以谁的名义"), validators=[InputRequired(_l("请选一个名义。"))])
    who = StringField(
        _l("认领人"), validators=[at_most(40)], description=_l("个人认领要写：姓名或门牌。小分队和单位可以不写。")
    )
    parts = IntegerField(_l("认领几份"), default=1, validators=[Optional()])
    promised_on = DateField(_l("哪天以前办好"), validators=[InputRequired(CLEAR_DAY)])
    words = StringField(
        _l("备注"), validators=[at_most(200)], description=_l("比如单位来的人怎么联系。")
    )


class DayForm(Form):
    """Another day, and why."""

    promised_on = DateField(_l("哪天以前办好"), validators=[InputRequired(CLEAR_DAY)])
    reason = StringField(_l("为什么改日子"), validators=[at_most(200)], description=_l("第一次定日子不用写。"))


class HandOverForm(Form):
    """One of three proofs."""

    signature = HiddenField(_l("居民签名"))
    pin = StringField(_l("收货码"), validators=[at_most(10)], description=_l("请居民在手机上生成，念给您听。"))
    photo = FileField(_l("现场照片"), description=_l("不方便签名时拍一张，征得居民同意，不拍门牌。"))


class ThanksForm(Form):
    """Words of thanks, and whether everybody may read them."""

    thanks = TextAreaField(
        _l("感谢的话"), validators=[DataRequired(_l("请写一句感谢的话。")), at_most(200)]
    )
    public = BooleanField(_l("也可以放在心愿墙上"))


class SwapForm(Form):
    """Something else instead."""

    title = StringField(_l("换成什么"), validators=[DataRequired(_l("请写换成什么。")), at_most(40)])
    reason = StringField(_l("为什么换"), validators=[DataRequired(_l("请写一句原因。")), at_most(200)])
    agreed = BooleanField(_l("居民同意这样换"))


class ReturnForm(Form):
    """Why a wish cannot be taken as it is."""

    why = SelectField(_l("哪种情况"), choices=chosen(RETURNED))
    reason = StringField(_l("告诉居民怎么改"), validators=[DataRequired(_l("请写一句话告诉居民。")), at_most(200)])


class StopForm(Form):
    """Why nothing comes of a wish."""

    why = SelectField(_l("哪种情况"), choices=chosen(STOPPED))
    reason = StringField(_l("说明"), validators=[DataRequired(_l("请写一句说明。")), at_most(200)])


class ReportForm(Form):
    """From which unit; the choices are filled in by the view."""

    unit_id = SelectField(_l("您的单位"), coerce=int, validators=[InputRequired(_l("请选您的单位。"))])

