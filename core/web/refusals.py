"""Where a page carries out a step, and says what a service refused."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import flash, redirect
from werkzeug import Response

from core.accounts.forms import refuse
from core.errors import Refused
from core.kernel.sendings import sending_refused, take_sending
from core.tenancy.session import db


@contextmanager
def refusals_shown(form: Any = None) -> Iterator[None]:
    """Undo what the block did where a service refuses it, and show the sentence in the form, else above the next page.

    The block commits and returns the answer; the view goes on behind the block only after a refusal.
    """
    try:
        yield
    except Refused as refusal:
        db.session.rollback()
        sending_refused()
        if form is None:
            flash(str(refusal), "error")
        else:
            _show(form, refusal)


def carried_out(
    step: Callable[[], Any], said: Any, back: str | Callable[[Any], str], *, refused_to: str = ""
) -> Response:
    """Take the step, commit, say so and go back; a refusal keeps nothing and is said instead.

    said, back: or what makes them of the step's result; then `refused_to` is where a refusal is said.

    Of a button that is pressed twice, the second press leads to the same page, which says that it is done: judged anew
    it would be refused, since it is done, and read as if the first one had failed.

    Missing and Forbidden become their pages, since there is nothing to go back to.
    """
    with refusals_shown():
        take_sending(pressed=True)
        result = step()
        db.session.commit()
        flash(str(said(result) if callable(said) else said), "success")
        return redirect(back(result) if callable(back) else back)
    return redirect(refused_to or str(back))


def _show(form: Any, refusal: Refused) -> None:
    """Next to the field that the refusal speaks of, else next to the first one."""
    named = getattr(refusal, "field", "")
    refuse(form[named] if named in form else next(iter(form)), refusal)
