"""Looking back: who would have been sent under other settings, and whether the work is spread fairly."""
from __future__ import annotations

from typing import Any

from flask import render_template, request

from core.api import current_actor, require

from ..review_forms import PeriodForm, ReplayForm
from ..rules import rules
from ..services import fairness, stars
from ..services import replay as replays
from ..services.review_charts import bands_chart, grids_chart, stars_chart
from .blueprint import pages

# So many requests of a replay at first; all of them on demand.
SHOWN = 20


@pages.get("/replay")
@require(replays.REVIEW)
def replay() -> Any:
    """A month's requests under the settings in force and under the ones that are tried; nothing is written."""
    tries = "month" in request.args  # the form was sent; an address that only asks for all rows is no try
    form, found = ReplayForm.asked(request.args if tries else None), None
    if not tries or form.validate():
        found = replays.replay(current_actor(), form.month.data, rules(), form.changed())
    return render_template(
        "love_savings/replay.html", form=form, found=found, metres_of=replays.metres_of, most=replays.MOST,
        shown=SHOWN, everything=request.args.get("show") == "all",
    )


@pages.get("/fairness")
@require(replays.REVIEW)
def fair() -> Any:
    """Hours per volunteer, who was never asked, ways and waiting times, grid by grid, and the stars."""
    actor, form = current_actor(), PeriodForm(request.args or None)
    days = form.days.data if form.validate() else PeriodForm.days.kwargs["default"]
    spread, (asked_never, unasked) = fairness.spread(actor, days), fairness.never_asked(actor, days)
    every, grids = fairness.per_grid(actor, days)
    levels = stars.volunteers_per_level(actor, replays.REVIEW)
    return render_template(
        "love_savings/fairness.html", form=form, days=days, periods=fairness.PERIODS, spread=spread, every=every,
        grids=grids, asked_never=asked_never, unasked=unasked, levels=levels, bands_chart=bands_chart(spread.bands),
        grids_chart=grids_chart(grids), stars_chart=stars_chart(levels),
    )
