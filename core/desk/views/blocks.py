"""Who must not be sent to whom: for staff only, noted and taken back on a page of each person's own."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.desk.forms import BlockForm
from core.desk.services.resident_page import opened_person
from core.desk.views.blueprint import blueprint
from core.errors import Missing
from core.people.models import Person
from core.people.register import get_person
from core.people.rows import rows_of
from core.people.search import search_people
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.services import block, blocks_of, unblock
from core.web.refusals import carried_out, refusals_shown


@blueprint.get("/people/<int:person_id>/blocks")
@require("people.edit")
def blocks(person_id: int) -> str:
    """Whom the person must not meet, and a search for one more."""
    return _page(opened_person(person_id, current_actor(), "people.edit"))


def _page(person: Person, refused: BlockForm | None = None) -> str:
    text = request.args.get("q", "").strip()
    hits = [one for one in search_people(text, current_actor()) if one.id != person.id] if text else []
    forms = {one.id: BlockForm(formdata=None, mark=one.id, other=one.id) for one in hits}
    return render_template(
        "desk/blocks.html", person=person, blocks=blocks_of(person), text=text, found=rows_of(hits),
        forms=forms, refused=refused,
    )


@blueprint.post("/people/<int:person_id>/blocks")
@require("people.edit")
def add_block(person_id: int) -> Any:
    """Note that two persons must not be sent to each other, with the reason."""
    actor, form = current_actor(), BlockForm()
    person = opened_person(person_id, actor, "people.edit")
    if form.validate_on_submit():
        other = get_person(form.other.data, actor)
        with refusals_shown(form):
            block(person, other, actor, form.reason.data)
            db.session.commit()
            flash(_("已登记：以后不会安排%(one)s和%(other)s互相服务。", one=person.name, other=other.name))
            return redirect(url_for("desk.blocks", person_id=person_id))
    return _page(opened_person(person_id, actor, "people.edit"), form), 422


@blueprint.post("/people/<int:person_id>/blocks/<int:block_id>/end")
@require("people.edit")
def end_block(person_id: int, block_id: int) -> Any:
    """Take one back."""
    actor = current_actor()
    person = opened_person(person_id, actor, "people.edit")
    other = next((other for row, other in blocks_of(person) if row.id == block_id), None)
    if other is None:
        raise Missing(_("没有找到这项回避，可能已经取消。"))
    said = _("已取消%(one)s和%(other)s的互相回避。", one=person.name, other=other.name)
    return carried_out(lambda: unblock(person, other, actor), said, url_for("desk.blocks", person_id=person_id))
