"""The community's own entry: name, tagline, hotline, and its words for common terms."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from wtforms import StringField
from wtforms.validators import InputRequired, Regexp

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.communities.hotline import PATTERN
from core.communities.models import Community
from core.communities.services import TERMS, bump_version, current_community
from core.console.blueprint import blueprint
from core.forms import Form
from core.kernel import audit
from core.tenancy.session import db
from core.texts import gettext as _
from core.texts import lazy_gettext as _l
from core.web.fields import at_most

FIELDS = ("name", "tagline", "address", "hotline_name", "hotline", "opening_hours")


def _short(label: Any, most: int, *also: Any, needed: bool = False, **more: Any) -> StringField:
    checks = [at_most(most), *also]
    return StringField(label, [InputRequired(_l("请填写这一项。")), *checks] if needed else checks, **more)


class ProfileForm(Form):
    """What the public page says about the community."""

    name = _short(_l("社区名称"), 80, needed=True)
    tagline = _short(_l("一句话介绍"), 120, description=_l("显示在首页最上面。"))
    address = _short(_l("地址"), 200)
    hotline_name = _short(_l("热线名称"), 40, description=_l("例如：志愿服务站。"))
    hotline = _short(
        _l("热线电话"), 40,
        Regexp(PATTERN, message=_l("请写电话号码：数字、空格、+ 和 -，分机写在“转”后面，例如 0771-5550101 转 8。")),
        description=_l("居民的手机页面上会有一个打电话的按钮。"),
    )
    opening_hours = _short(_l("服务时间"), 120)


class WordsForm(Form):
    """The community's own names for common terms; empty means the usual one."""


for _key, _usual in TERMS.items():
    setattr(WordsForm, f"word_{_key}", _short(_usual, 20))


@blueprint.route("/profile", methods=["GET", "POST"])
@require("console.settings")
def profile() -> Any:
    """Name, tagline, hotline."""
    row = _row()
    form = ProfileForm(obj=row)
    if form.validate_on_submit():
        before = {name: getattr(row, name) for name in FIELDS}
        for name in FIELDS:
            setattr(row, name, (form[name].data or "").strip())
        _save("community.profile", _("修改社区资料"), before, {name: getattr(row, name) for name in FIELDS})
        return redirect(url_for("console.profile"), 303)
    return render_template("console/profile.html", form=form), 422 if form.errors else 200


@blueprint.route("/words", methods=["GET", "POST"])
@require("console.settings")
def words() -> Any:
    """The community's own words."""
    row = _row()
    own = {key: (value or {}).get("zh", "") for key, value in row.words.items()}
    form = WordsForm(data={f"word_{key}": own.get(key, "") for key in TERMS})
    if form.validate_on_submit():
        row.words = _new_words(row.words, form)
        _save("community.words", _("修改社区用语"), own, {k: v.get("zh", "") for k, v in row.words.items()})
        return redirect(url_for("console.words"), 303)
    return render_template("console/words.html", form=form), 422 if form.errors else 200


def _new_words(before: dict[str, Any], form: Any) -> dict[str, Any]:
    """Chinese names from the form; English ones stay as they are."""
    after = {}
    for key in TERMS:
        english = {k: v for k, v in (before.get(key) or {}).items() if k != "zh"}
        typed = (form[f"word_{key}"].data or "").strip()
        if typed or english:
            after[key] = english | ({"zh": typed} if typed else {})
    return after


def _row() -> Community:
    return db.session.get_one(Community, current_community().id)


def _save(action: str, text: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Write the change with before and after, and have every process reload the community."""
    if before != after:
        audit.write(action, text, actor=current_actor(), object_kind="community", before=before, after=after)
        bump_version(current_community().id)
    db.session.commit()
    flash(_("已保存，立即生效。") if before != after else _("没有改动。"))
