"""Harms the database session that core lends it, in each way there is."""
from sqlalchemy import text

from core.api import SYSTEM, Card, Manifest, audit, db, hookimpl

manifest = Manifest(name="breaks_session", title="弄坏会话")


def leave_a_trace():
    audit.write("sample", "半途而废", actor=SYSTEM)


@hookimpl
def nav_items(community, actor, area):
    leave_a_trace()
    db.session.flush()
    db.session.execute(text("SELECT nothing FROM nowhere"))


@hookimpl
def public_figures(community):
    try:
        db.session.execute(text("SELECT nothing FROM nowhere"))
    except Exception:  # and says nothing to anybody
        return []


@hookimpl
def public_cards(community):
    leave_a_trace()
    db.session.commit()
    return [Card("不该出现", "errors/broken.html")]


@hookimpl
def me_cards(community, actor):
    leave_a_trace()
    db.session.rollback()


@hookimpl
def may_leave(community, person):
    leave_a_trace()
    db.session.commit()


@hookimpl
def on_disable(community):
    leave_a_trace()
    db.session.commit()
