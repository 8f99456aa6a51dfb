"""The console's plugin pages: a card for each, and a settings page made from the plugin's form."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.communities.state import current_community
from core.console import aside
from core.console.blueprint import blueprint
from core.console.cards import all_cards, card_of, state_row
from core.errors import Missing
from core.kernel import audit
from core.pluginsystem import lifecycle
from core.pluginsystem.errors import NoSuchPlugin, SettingsRefused
from core.pluginsystem.forgetting import why_not_forget
from core.pluginsystem.registry import plugins_of
from core.pluginsystem.settings import bound_form, folds_of, merged, opened
from core.tenancy.session import db
from core.texts import gettext as _


@blueprint.get("/plugins")
@require("console.plugins")
def plugins() -> str:
    """All plugins as cards: those in use, those that could be, those that do not work here."""
    cards = all_cards(current_community(), current_actor())
    return render_template(
        "console/plugins.html",
        sections=[
            (_("正在使用"), [c for c in cards if c.works and c.on]),
            (_("可以开启"), [c for c in cards if c.works and not c.on]),
            (_("不能使用"), [c for c in cards if not c.works]),
        ],
    )


@blueprint.route("/plugins/<name>", methods=["GET", "POST"])
@require("console.plugins", step_up=True)
def plugin_settings(name: str) -> Any:
    """The generated settings page; a POST stores what the form says."""
    plugin = plugins_of().by_name.get(name)
    if plugin is None or not plugins_of().is_ready(name):
        raise NoSuchPlugin(_("没有安装插件 %(name)s。", name=name))
    form = None
    if request.method == "POST" and plugin.form is not None:
        try:
            changed = lifecycle.configure(current_community(), name, request.form, current_actor())
            db.session.commit()
            flash(_("设置已保存，立即生效。") if changed else _("没有改动。"), "success")
            return redirect(url_for("console.plugin_settings", name=name), 303)
        except SettingsRefused as refusal:
            db.session.rollback()
            form = refusal.form
    row = state_row(name)
    if form is None and plugin.form is not None:
        form = bound_form(plugin, merged(plugin, opened(row.community_id, row.id, row.settings or {}) if row else {}))
    card = card_of(current_community(), current_actor(), name)
    page = render_template(
        "console/plugin_settings.html",
        plugin=plugin,
        form=form,
        groups=folds_of(form, plugin.defaults) if form else [],
        card=card,
        appearances=aside.appearances(plugin, current_actor(), card is not None and card.on),
        who=aside.who_may_switch(),
        changes=aside.changes(row, form),
        leaves=row is not None and not row.enabled and why_not_forget(name, current_actor()) == "",
        dependants=lifecycle.dependants(current_community(), name),
    )
    return page, 422 if form is not None and form.errors else 200


@blueprint.post("/plugins/<name>/undo/<int:entry_id>")
@require("console.plugins", step_up=True)
def undo_settings(name: str, entry_id: int) -> Any:
    """Give the settings of one change their earlier values back; itself a change that is recorded."""
    row = state_row(name)
    entry = db.session.get(audit.AuditEntry, entry_id)
    if row is None or entry is None or not aside.may_undo(entry) or entry.object_id != row.id:
        raise Missing(_("没有这条改动记录。"))
    lifecycle.configure(current_community(), name, entry.before or {}, current_actor())
    db.session.commit()
    flash(_("已撤销这次改动。"), "success")
    return redirect(url_for("console.plugin_settings", name=name), 303)
