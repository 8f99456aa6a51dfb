"""The plugin's one Blueprint, and how a view carries out a step."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request

from core.api import Refused, refusals_shown, session

from ..names import WORDS

pages = Blueprint("micro_wish", __name__, template_folder="../templates", static_folder="../static")


@pages.context_processor
def words_of_wishes() -> dict[str, Any]:
    """What every template of the plugin says a wish with."""
    return WORDS


def carried_out(step: Callable[[], Any], said: Any, back: str) -> Any:
    """Take the step, commit, say so and go back; a refusal keeps nothing and is said instead.

    Missing and Forbidden become their pages, since there is nothing to go back to.
    """
    with refusals_shown():
        step()
        session.commit()
        flash(str(said), "success")
    return redirect(back)


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
