"""The desk's list of cases with its filters, and finding a resident to take on."""
from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from core.api import _, _l, aid_categories, current_actor, open_aid_list, require, search_people, session

from ..services import lists
from ..terms import LEVEL_BADGES, LEVELS
from ..workflow import case_flow, visit_flow
from .blueprint import pages

FILTER_TITLES = {
    "todo": _l("待办理"), "alarm": _l("很久没联系"), "going": _l("帮扶中"), "open": _l("没结案的"), "unit": _l("单位结对"),
    "mine": _l("我经手的"), "graduated": _l("退出的"), "closed": _l("已结案"),
}
# The next step of a state: (words, endpoint, values beside the case).
NEXT: dict[str, tuple[Any, str]] = {
    "identified": (_l("去评估"), "paired_help.sheet"), "assessed": (_l("征求同意"), "paired_help.consent"),
    "consented": (_l("定计划"), "paired_help.plan"), "planned": (_l("配帮扶人"), "paired_help.match"),
    "matched": (_l("开始走访"), "paired_help.case_page"), "review": (_l("填回顾表"), "paired_help.sheet"),
    "graduating": (_l("看退出条件"), "paired_help.case_page"),
}


def next_step(row: Any) -> tuple[Any, str] | None:
    """What the worker does next on a row of the list: its words and its address."""
    if row.visit_id is not None and row.visit_state in ("grid", "station"):
        return _l("记走访"), url_for("paired_help.staff_note", case_id=row.id, visit_id=row.visit_id)
    found = NEXT.get(row.state)
    return (found[0], url_for(found[1], case_id=row.id)) if found else None


@pages.get("/")
@require("paired_help.view")
def index() -> Any:
    """Cases behind filters, the next visit first; a list by kind of aid is a sensitive reading and is noted."""
    actor = current_actor()
    may_open_aid = actor.can("people.open_sensitive")
    wanted = lists.Wanted.of(request.args, aid=may_open_aid)
    page = lists.case_page(actor, wanted, request.args.get("page", 1, type=int))
    if wanted.aid:
        open_aid_list(wanted.aid, actor, _("办理结对帮扶"))
        session.commit()
    return render_template(
        "paired_help/index.html", page=page, wanted=wanted, counts=lists.counts(actor), aid_counts=lists.aid_counts(actor) if may_open_aid else {},
        aid_titles=aid_categories() if may_open_aid else {}, titles=FILTER_TITLES, levels=LEVELS, level_badges=LEVEL_BADGES,
        states=case_flow.states_in_words(), visit_states=visit_flow.states_in_words(), next_step=next_step,
        may_manage=actor.can("paired_help.manage"),
    )


@pages.get("/find")
@require("paired_help.manage")
def find() -> Any:
    """Find the resident first."""
    text = request.args.get("q", "").strip()
    hits = search_people(text, current_actor()) if text else []
    return render_template("paired_help/find.html", text=text, hits=hits)
