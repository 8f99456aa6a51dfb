"""Leaving a service for good: the admin takes a copy of its data, types its name, and nothing of it is left here."""
from __future__ import annotations

import tempfile
from typing import Any

from flask import flash, redirect, render_template, send_file, url_for
from wtforms import StringField, ValidationError

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.accounts.forms import needed
from core.communities.state import current_community
from core.console.blueprint import blueprint
from core.console.cards import state_row
from core.forms import Form
from core.pluginsystem.belongings import counted
from core.pluginsystem.copies import file_name
from core.pluginsystem.errors import NoSuchPlugin
from core.pluginsystem.forgetting import copied, copy, forget, why_not_forget
from core.pluginsystem.registry import Plugin, plugins_of
from core.tenancy.session import db
from core.texts import gettext as _
from core.texts import lazy_gettext as _l
from core.web.refusals import refusals_shown

IN_MEMORY = 4 * 1024 * 1024  # bytes of a copy; what is larger goes through a file that has no name

WORDS = {
    "place_use": _l("占用的场地"), "occupied_quarter": _l("占用的时段"), "picture": _l("图片和签名"),
    "secret_link": _l("私密链接"), "notice": _l("发给居民的消息"),
}  # fmt: skip


class ForgetForm(Form):
    """The service's name, typed by hand."""

    typed = StringField(_l("服务的名称"), [needed()], render_kw={"autocomplete": "off"})

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.typed.description = _("请原样输入：%(title)s", title=title)

    def validate_typed(self, field: Any) -> None:
        """The name has to be this service's."""
        if field.data.strip() != self.title:
            raise ValidationError(_("名称不对，请原样输入：%(title)s", title=self.title))


@blueprint.route("/plugins/<name>/forget", methods=["GET", "POST"])
@require("console.plugins", step_up=True)
def forget_plugin(name: str) -> Any:
    """What would be erased, the copy, and the form that erases it."""
    plugin = _plugin(name)
    form = ForgetForm(str(plugin.title))
    if form.validate_on_submit():
        with refusals_shown(form):
            number = forget(current_community(), name, current_actor())
            db.session.commit()
            flash(_("已抹掉%(title)s在本社区的 %(count)s 条数据。", title=plugin.title, count=number), "success")
            return redirect(url_for("console.plugins"), 303)
    reason = why_not_forget(name, current_actor())
    page = render_template(
        "console/plugin_forget.html", plugin=plugin, form=form, reason=reason,
        gone=[] if reason else _gone(name), copied=copied(name),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.post("/plugins/<name>/copy")
@require("console.plugins", step_up=True)
def copy_plugin(name: str) -> Any:
    """The ZIP of everything that the plugin keeps here; what is encrypted at rest is left out."""
    _plugin(name)
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # closed with the response
    with refusals_shown():
        copy(current_community(), name, current_actor(), file)
        db.session.commit()
        file.seek(0)
        return send_file(file, "application/zip", as_attachment=True, download_name=file_name(current_community(), name))
    file.close()
    return redirect(url_for("console.forget_plugin", name=name), 303)


def _gone(name: str) -> list[tuple[str, int]]:
    """What would be erased, in words: the plugin's own records, then what core keeps for it."""
    counts = counted(name, with_staying=False)
    own = sum(number for table, number in counts.items() if table not in WORDS)
    kept = [(str(title), counts[table]) for table, title in WORDS.items() if table in counts]
    return [(_("它自己的记录"), own), *kept] if counts else []


def _plugin(name: str) -> Plugin:
    """A plugin that was used here; raises NoSuchPlugin."""
    plugin = plugins_of().by_name.get(name)
    if plugin is None or state_row(name) is None:
        raise NoSuchPlugin(_("这里没有用过插件 %(name)s。", name=name))
    return plugin
