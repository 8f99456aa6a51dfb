"""Says thank you for what it then forgets to commit."""
from flask import Blueprint

from core.api import SYSTEM, Manifest, audit, hookimpl, public, session

manifest = Manifest(name="loses_words", title="忘了保存")
pages = Blueprint("loses_words", __name__)


@pages.get("/<any(kept, flushed, pending, undone):how>")
@public("a sample")
def say(how):
    audit.write("loses_words.say", "说了一句", actor=SYSTEM)
    if how == "flushed":
        session.flush()
    if how == "kept":
        session.commit()
    if how == "undone":
        session.rollback()
    return "thanks"


@hookimpl
def blueprint():
    return pages
