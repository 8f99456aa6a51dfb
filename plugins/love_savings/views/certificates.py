"""Certificates on paper: written under a number, found again in the register, and checked by whoever is shown one."""
from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from core.api import current_actor, public, refusals_shown, require, session, signed_in

from ..services import certificates, stars
from .blueprint import pages

VIEW = "love_savings.view_station"


@pages.post("/certificate")
@signed_in
def write_certificate() -> Any:
    """Have one's own certificate written."""
    return _written(current_actor().person_id, url_for("love_savings.certificate"))


@pages.post("/cards/<int:person_id>/certificate")
@require(VIEW)
def write_certificate_of(person_id: int) -> Any:
    """Write a resident's certificate at the desk."""
    return _written(person_id, url_for("love_savings.certificate_of", person_id=person_id))


def _written(person_id: int, back: str) -> Any:
    with refusals_shown():
        made = certificates.issue(person_id, current_actor())
        session.commit()
        return redirect(url_for("love_savings.certificate_page", certificate_id=made.id))
    return redirect(back)


@pages.get("/certificates/<int:certificate_id>")
@signed_in
def certificate_page(certificate_id: int) -> Any:
    """One certificate as it was written, to print, now or again."""
    paper = certificates.certificate(certificate_id, current_actor())
    return render_template(
        "love_savings/certificate.html", head=stars.volunteer_since(paper.person_id), work=certificates.work_on(paper),
        star=stars.star_of(paper.minutes), source_title=stars.source_title, day=paper.day, paper=paper, earlier=[],
        number=certificates.shown(paper.number),
    )


@pages.get("/certificates")
@require(VIEW)
def register() -> Any:
    """The register: number, whom, when, hours, by whom."""
    text = request.args.get("q", "")[:40]
    page = certificates.register(current_actor(), text, request.args.get("page", 1, type=int))
    return render_template("love_savings/register.html", page=page, text=text, shown=certificates.shown)


@pages.get("/certificates/check")
@public("whoever is shown a certificate asks here; it takes the word that only the paper says, and names nobody in full")
def check_certificate() -> Any:
    """Whether a number and its word are those of a paper."""
    number, typed = (request.args.get(name, "")[:20] for name in ("number", "word"))
    asked = bool(number or typed)
    found = certificates.genuine(number, typed) if asked else None
    return render_template(
        "love_savings/check.html", number=number, typed=typed, found=found, asked=asked, shown=certificates.shown
    )
