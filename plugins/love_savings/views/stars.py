"""What a certificate would say today: one's own on the phone, anybody's at the desk."""
from __future__ import annotations

from typing import Any

from flask import render_template, url_for

from core.api import community_today, current_actor, get_person, require, signed_in

from ..services import certificates, stars
from .blueprint import pages

VIEW = "love_savings.view_station"


@pages.get("/certificate")
@signed_in
def certificate() -> Any:
    """What my certificate of service would say, and a button that has it written."""
    return _preview(current_actor().person_id, url_for("love_savings.write_certificate"))


@pages.get("/cards/<int:person_id>/certificate")
@require(VIEW)
def certificate_of(person_id: int) -> Any:
    """The same of a resident, at the desk."""
    person = get_person(person_id, current_actor(), VIEW)
    return _preview(person.id, url_for("love_savings.write_certificate_of", person_id=person.id))


def _preview(person_id: int, write_url: str) -> str:
    work = stars.work_of(person_id)
    return render_template(
        "love_savings/certificate.html", head=stars.volunteer_since(person_id), work=work,
        star=stars.star_of(sum(one.minutes for one in work)), source_title=stars.source_title, day=community_today(),
        paper=None, earlier=certificates.of_person(person_id), write_url=write_url,
    )
