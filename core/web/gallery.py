"""A page with every component, for authors to copy from and for tests to look at; not there in production."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Flask, render_template, request
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from core import clock
from core.accounts.decorators import public
from core.forms import Form
from core.texts import gettext as _
from core.texts import lazy_gettext as _l
from core.web.fields import TickBoxes

blueprint = Blueprint("ui", __name__)


class SampleForm(Form):
    """One field of each kind that a settings page may have."""

    name = StringField(
        _l("储蓄卡名称"), [DataRequired(_l("请填写储蓄卡名称")), Length(max=20)], default=_l("爱心储蓄卡"),
        description=_l("显示在居民手机和打印卡面上，最多 20 个字。"),
    )
    unit = RadioField(
        _l("计量单位"), choices=[SelectChoice("hour", _l("小时（1 小时记 1 个爱心币）")), SelectChoice("point", _l("积分（按活动自行设定）"))],
        default="hour", description=_l("启用后不建议更改，已有记录不会换算。"),
    )
    skills = TickBoxes(
        _l("可以提供的帮助"), choices=[SelectChoice("hair", _l("理发")), SelectChoice("water", _l("水电维修")), SelectChoice("doctor", _l("陪诊"))],
        default=["hair"],
    )
    rate = DecimalField(
        _l("每小时折算爱心币"), [NumberRange(0.5, 10, _l("请填写 0.5 到 10 之间的数"))], default=1,
        description=_l("允许 0.5 到 10。"),
    )
    daily = IntegerField(_l("每人每天最多记录（小时）"), [NumberRange(1, 24, _l("请填写 1 到 24 之间的整数"))], default=8)
    start = DateField(_l("开始日期"), [Optional()])
    confirm = SelectField(
        _l("时长确认方式"), choices=[SelectChoice("auto", _l("扫码签到后自动入账")), SelectChoice("leader", _l("活动负责人确认"))], default="leader"
    )
    gift = BooleanField(
        _l("允许把时长转赠给家人"), default=True, description=_l("转赠记录会写入双方明细，可在 7 天内撤回。")
    )
    text = TextAreaField(_l("卡背说明"), [Optional(), Length(max=200)])


class SignForm(Form):
    """What is signed on the screen."""

    signature = HiddenField(_l("请在框里签名"), description=_l("不方便签名的，可以用取件码或拍照代替。"))


class AskForm(Form):
    """What a small form asks."""

    words = StringField(_l("备注"), [DataRequired(_l("请写几个字"))])


@dataclass(frozen=True)
class Step:
    """Stands for a workflow's transition."""

    name: str
    title: Any
    icon: str
    primary: bool = False
    reason: bool = False


def init_gallery(app: Flask) -> None:
    """Serve the gallery where people develop or test."""
    if app.testing or app.debug:
        app.register_blueprint(blueprint)


@blueprint.route("/_ui", methods=["GET", "POST"])
@public("components with invented content, only in development and tests")
def components() -> str:
    """Everything that staff's pages are made of."""
    form = SampleForm()
    form.validate_on_submit()
    return render_template("ui/components.html", form=form, ask_form=AskForm(formdata=None), page=_page(), **_sample())


@blueprint.get("/_ui/phone")
@public("components with invented content, only in development and tests")
def phone() -> str:
    """What a resident's pages are made of."""
    return render_template("ui/phone.html", sign_form=SignForm(), **_sample())


@blueprint.post("/_ui/step/<transition>")
@public("components with invented content, only in development and tests")
def step(transition: str) -> str:
    """Where the sample buttons lead."""
    return render_template("errors/page.html", status=200, title=_("好的"), text=transition)


def _page() -> SimpleNamespace:
    return SimpleNamespace(page=request.args.get("page", 2, int), pages=5, total=93)


def _sample() -> dict[str, Any]:
    now = clock.now()
    levels = [(floor * 7 + room * 5) % 13 for floor in range(6, 0, -1) for room in range(1, 9)]
    needs = [{3: 1, 8: 1, 11: 2, 12: 3}.get(level, 0) for level in levels]
    return {
        "now": now,
        "floors": [(6 - i, [((6 - i) * 100 + r + 1, needs[i * 8 + r]) for r in range(8)]) for i in range(6)],
        "rows": [(_("周敏"), _("理发"), 1950), (_("刘建军"), _("水电维修"), 1680), (_("陈玉芬"), _("陪诊"), 1440)],
        "steps": [
            Step("accept", _("接单"), "check", primary=True),
            Step("pause", _("暂停"), "player-pause"),
            Step("decline", _("拒绝"), "x", reason=True),
        ],
        "history": [
            SimpleNamespace(title=_("提交求助"), actor_name=_("王秀兰"), at=now - timedelta(days=1), reason=""),
            SimpleNamespace(title=_("改派"), actor_name=_("张晓梅"), at=now, reason=_("原志愿者临时有事")),
        ],
        "columns": {
            "kind": "bar", "x": ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"],
            "series": [{"name": _("志愿服务时长（小时）"), "data": [312, 288, 401, 476, 523, 498]}],
        },
        "lines": {
            "kind": "line", "x": ["42", "43", "44", "45", "46", "47"],
            "series": [
                {"name": _("新增心愿"), "data": [18, 22, 15, 27, 24, 21]},
                {"name": _("已实现"), "data": [14, 17, 19, 20, 26, 23]},
            ],
        },
    }
