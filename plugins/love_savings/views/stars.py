"""Stars and the certificate: one's own on the phone, anybody's at the desk, both on one A4 page."""
from __future__ import annotations

from typing import Any

from flask import render_template

from core.api import community_today, current_actor, get_person, require, signed_in

from ..services import stars
from .blueprint import pages

VIEW = "love_savings.view_station"


@pages.get("/certificate")
@signed_in
def certificate() -> Any:
    """My certificate of service, to print."""
    return _paper(current_actor().person_id)


@pages.get("/cards/<int:person_id>/certificate")
@require(VIEW)
def certificate_of(person_id: int) -> Any:
    """A resident's certificate, printed at the desk."""
    return _paper(get_person(person_id, current_actor(), VIEW).id)


def _paper(person_id: int) -> str:
    work = stars.work_of(person_id)
    return render_template(
        "love_savings/certificate.html", head=stars.volunteer_since(person_id), work=work,
        star=stars.star_of(sum(one.minutes for one in work)), source_title=stars.source_title, day=community_today(),
    )
