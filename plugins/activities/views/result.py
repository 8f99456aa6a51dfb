"""What an activity brought: the sum, the photos, and whether everybody may see them."""
from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from core.api import (
    Refused,
    _,
    carried_out,
    current_actor,
    drop_pictures,
    keep_picture,
    pictures_of,
    refusals_shown,
    require,
    session,
)

from ..effects import OWNER
from ..forms import ResultForm
from ..services import closing, lists, making
from ..workflow import signup_flow
from .blueprint import framed, pages

RUN = "activities.run"
MOST_PHOTOS = 12


@pages.route("/lead/<int:activity_id>/result", methods=("GET", "POST"))
@require(RUN)
def result(activity_id: int) -> Any:
    """Sum an activity up."""
    actor = current_actor()
    row = making.for_runner(activity_id, actor)
    form = ResultForm(obj=row)
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            closing.sum_up(
                activity_id, actor, guests=form.guests.data, beneficiaries=form.beneficiaries.data,
                summary=form.summary.data or "", minutes=_minutes(),
            )
            session.commit()
            return redirect(url_for("activities.run", activity_id=activity_id))
        row = making.for_runner(activity_id, actor)
    rows = lists.people_of(row.id)
    return framed(
        "activities/result.html", row=row, form=form, length=closing.minutes_of(row), people=rows,
        here=[found for found in rows if found[0].state == "attended"], words=signup_flow.states_in_words(),
        absent=sum(found[0].state == "signed_up" for found in rows),
    )


def _minutes() -> dict[int, int]:
    """Minutes per helper as typed; what is no number is refused in the service by its size."""
    found = {}
    for name, value in request.form.items():
        if name.startswith("minutes-") and name[8:].isdecimal():
            found[int(name[8:])] = int(value) if value.strip().isdecimal() else -1
    return found


@pages.post("/lead/<int:activity_id>/photos")
@require(RUN)
def add_photos(activity_id: int) -> Any:
    """Photos of the activity."""
    row = making.for_runner(activity_id, current_actor())

    def act() -> None:
        uploads = [upload for upload in request.files.getlist("photos") if upload.filename]
        if not uploads:
            raise Refused(_("请先选照片，再点上传。"))
        if len(uploads) + len(pictures_of(OWNER, [row.id]).get(row.id, [])) > MOST_PHOTOS:
            raise Refused(_("一场活动最多 %(count)d 张照片，请挑几张。", count=MOST_PHOTOS))
        for upload in uploads:
            keep_picture(upload, OWNER, row.id)

    return carried_out(act, _("照片存好了，公开以前只有负责人看得到。"), url_for("activities.run", activity_id=activity_id))


@pages.post("/lead/<int:activity_id>/photos/drop")
@require(RUN)
def drop_photos(activity_id: int) -> Any:
    """Take all photos away."""
    row = making.for_runner(activity_id, current_actor())
    back = url_for("activities.run", activity_id=activity_id)
    return carried_out(lambda: drop_pictures(OWNER, row.id), _("照片都删掉了。"), back)


@pages.post("/lead/<int:activity_id>/show")
@require(RUN)
def show(activity_id: int) -> Any:
    """Show the result in public."""
    return _released(activity_id, _("照片和小结公开了。"), shown=True)


@pages.post("/lead/<int:activity_id>/hide")
@require(RUN)
def hide(activity_id: int) -> Any:
    """Take the result back from the public."""
    return _released(activity_id, _("照片和小结收回了。"), shown=False)


def _released(activity_id: int, said: str, *, shown: bool) -> Any:
    actor = current_actor()
    back = url_for("activities.run", activity_id=activity_id)
    return carried_out(lambda: closing.release_result(activity_id, actor, shown=shown), said, back)
