"""The resident's pages."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import signed_in
from core.me import services
from core.notices import inbox as notices_of
from core.notices import mark_read
from core.people.models import Person
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.records import given, received, totals

blueprint = Blueprint("me", __name__, url_prefix="/me", template_folder="templates")


@blueprint.get("/")
@signed_in
def home() -> str:
    """What is mine today."""
    actor = current_actor()
    return render_template("me/home.html", name=actor.name, **services.home(actor))


@blueprint.get("/inbox")
@signed_in
def inbox() -> str:
    """Notices, unread ones first."""
    page = request.args.get("page", 1, type=int)
    return render_template("me/inbox.html", notices=notices_of(current_actor().person_id, page), page=page)


@blueprint.post("/inbox/read")
@signed_in
def read_all() -> Any:
    """Tick off all notices."""
    mark_read(current_actor().person_id)
    db.session.commit()
    return redirect(url_for("me.inbox"))


@blueprint.get("/services")
@signed_in
def service_records() -> str:
    """Both sides of one person: help given and help received."""
    person_id = current_actor().person_id
    return render_template(
        "me/services.html", totals=totals(person_id), given=given(person_id, 20), received=received(person_id, 20)
    )


@blueprint.get("/done-for-me")
@signed_in
def done_for_me() -> str:
    """What others did on my behalf, and who."""
    number = request.args.get("page", 1, type=int)
    return render_template("me/done_for_me.html", page=services.done_for(current_actor().person_id, number))


@blueprint.get("/profile")
@signed_in
def profile() -> str:
    """My own entry in the register, my consents, my account."""
    person = db.session.get_one(Person, current_actor().person_id)
    return render_template("me/profile.html", person=person, consents=services.standing_consents(person))


@blueprint.post("/consents/<name>/withdraw")
@signed_in
def withdraw(name: str) -> Any:
    """Withdraw a consent, as easily as it was given."""
    actor = current_actor()
    person = db.session.get_one(Person, actor.person_id)
    services.withdraw(person, name, actor)
    db.session.commit()
    flash(_("已撤回，社区不再为此使用您的信息。"))
    return redirect(url_for("me.profile"))
