"""Loads well and then fails wherever it is asked."""
from sqlalchemy import text

from core.api import SYSTEM, Manifest, audit, db, hookimpl

manifest = Manifest(name="raises_in_hook", title="一问就出错", version="0.3")


@hookimpl
def nav_items(community, actor, area):
    raise RuntimeError("no menu today")


@hookimpl
def public_figures(community):
    db.session.execute(text("SELECT nothing FROM nowhere"))


@hookimpl
def may_leave(community, person):
    raise RuntimeError("no answer")


@hookimpl
def on_enable(community):
    if community.name == "不许开":
        audit.write("sample", "半途而废", actor=SYSTEM)
        raise RuntimeError("cannot start here")


@hookimpl
def on_disable(community):
    audit.write("sample", "半途而废", actor=SYSTEM)
    raise RuntimeError("cannot stop")


@hookimpl
def export_resident(community, person):
    raise RuntimeError("cannot export")
