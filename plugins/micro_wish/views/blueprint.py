"""The plugin's one Blueprint, and how its forms say what was refused."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from core.api import Refused, session

from ..names import WORDS

pages = Blueprint("micro_wish", __name__, template_folder="../templates", static_folder="../static")


@pages.context_processor
def words_of_wishes() -> dict[str, Any]:
    """What every template of the plugin says a wish with."""
    return WORDS


def refused(form: Any, refusal: Refused) -> None:
    """Keep nothing, and say the refusal next to the field that it is about, else above the form."""
    session.rollback()
    named = getattr(refusal, "field", "")
    if named in form and form[named].type != "HiddenField":
        form[named].errors = [*form[named].errors, str(refusal)]
    else:
        form.form_errors.append(str(refusal))


def reason_sent() -> str:
    """The sentence that came with a step."""
    return request.form.get("reason", "").strip()[:200]


def faults(form: Any) -> str:
    """All that is wrong with a small form, as one sentence for the top of the next page."""
    return " ".join(str(said) for errors in form.errors.values() for said in errors)
