"""What everybody sees: the wish wall, one wish under its number, and the screen in the lobby."""
from __future__ import annotations

from typing import Any

from flask import render_template, request

from core.api import _l, now, public

from ..rules import rules
from ..services import finding, thanking, wall
from ..workflow import wish_flow
from .blueprint import pages

FILTER_TITLES = {"open": _l("等人认领"), "going": _l("进行中"), "done": _l("已实现"), "all": _l("全部")}


@pages.get("/")
@public("the wish wall is published under numbers, for everybody who might help")
def index() -> Any:
    """The wall: counts, filters, twenty wishes, words of thanks."""
    which = request.args.get("show", "")
    which = which if which in wall.FILTERS else "open"
    groups = rules().group_list
    group = request.args.get("group", "")
    group = group if group in groups else ""
    counts = wall.counts()
    return render_template(
        "micro_wish/wall.html", counts=counts, which=which, titles=FILTER_TITLES, groups=groups, group=group,
        page=wall.wall_page(which, request.args.get("page", 1, type=int), counts[which], group),
        states=wish_flow.states_in_words(), thanks=thanking.on_the_wall(),
    )


@pages.get("/no/<int:number>")
@public("one wish of the wall: number, group, limit and state, never a person")
def shown(number: int) -> Any:
    """One wish and how to take it."""
    wish = finding.by_number(number)
    return render_template("micro_wish/shown.html", row=wish, state=wish_flow.state_of(wish))


@pages.get("/wall")
@public("a screen in the lobby shows numbers and counts, never a person")
def screen() -> Any:
    """The lobby's screen: what waits for somebody, what came true; renews itself."""
    counts, seconds = wall.counts(), rules().wall_seconds
    left_out = wall.batch(counts["open"], now(), seconds)
    return render_template(
        "micro_wish/screen.html", counts=counts, waiting=wall.some("open", wall.ON_SCREEN, left_out),
        realised=wall.some("done", 4), renew_seconds=seconds, now=now(),
    )
