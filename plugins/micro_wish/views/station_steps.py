"""The worker's buttons on a wish: verify, return, take in, bring, take down, exchange, thanks."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for

from core.api import Missing, Refused, _, carried_out, current_actor, require

from ..forms import ReturnForm, StopForm, SwapForm, ThanksForm
from ..services import claiming, collecting, finding, handover, publishing, thanking
from ..workflow import wish_flow
from .blueprint import faults, pages, reason_sent

VIEW, HAND_OVER = "micro_wish.view", "micro_wish.hand_over"


def _valid(form: Any) -> Any:
    if not form.validate():
        raise Refused(faults(form))
    return form


def _send_back(wish_id: int, actor: Any) -> Any:
    form = _valid(ReturnForm())
    return publishing.send_back(wish_id, actor, form.why.data, form.reason.data)


def _call_off(wish_id: int, actor: Any) -> Any:
    form = _valid(StopForm())
    return publishing.withdraw(wish_id, actor, form.why.data, form.reason.data, by_station=True)


def _swap(wish_id: int, actor: Any) -> Any:
    form = _valid(SwapForm())
    return publishing.substitute(wish_id, actor, form.title.data, form.reason.data, agreed=form.agreed.data)


def _thank(wish_id: int, actor: Any) -> Any:
    form = _valid(ThanksForm())
    return thanking.thank(wish_id, actor, form.thanks.data, public=False)


def _steps(wish_id: int, actor: Any) -> dict[str, tuple[Callable[[], Any], Any]]:
    return {
        "verify": (lambda: publishing.verify(wish_id, actor), _("已核实，可以编号公布了。")),
        "send_back": (lambda: _send_back(wish_id, actor), _("已退回，居民会看到原因。")),
        "recall": (lambda: publishing.recall(wish_id, actor), _("已取下，改好再公布，编号不变。")),
        "resubmit": (lambda: collecting.hand_in_again(wish_id, actor), _("已重新交上来，请再核实。")),
        "prepare": (lambda: handover.prepare(wish_id, actor), _("已记下：东西准备好了。")),
        "receive": (lambda: handover.receive(wish_id, actor), _("已记下：站里收到了。")),
        "deliver": (lambda: handover.deliver(wish_id, actor), _("已记下：送到居民手里，等居民确认。")),
        "missed": (lambda: handover.missed(wish_id, actor, reason_sent()), _("已记下：没见到人，东西还在站里。")),
        "introduce": (
            lambda: handover.introduce(wish_id, actor, reason_sent()), _("认领人现在可以看到姓名和住址，直到交付。")
        ),
        "call_off": (lambda: _call_off(wish_id, actor), _("这个心愿撤下了。")),
        "substitute": (lambda: _swap(wish_id, actor), _("换好了，认领人会看到。")),
        "thank": (lambda: _thank(wish_id, actor), _("记下了感谢的话，认领人会看到。")),
        "close": (lambda: wish_flow.fire(finding.the_wish(wish_id), "close", actor), _("已销号。")),
        "show_thanks": (lambda: thanking.judge(wish_id, actor, show=True), _("这段话已经上墙。")),
        "keep_thanks": (lambda: thanking.judge(wish_id, actor, show=False), _("这段话不上墙。")),
    }


@pages.post("/wishes/<int:wish_id>/do/<step>")
@require(VIEW)
def do(wish_id: int, step: str) -> Any:
    """One step of a wish by the station."""
    actor = current_actor()
    finding.for_station(wish_id, actor)
    steps = _steps(wish_id, actor)
    if step not in steps:
        raise Missing(_("没有这一步，请回到心愿页面再试。"))
    action, said = steps[step]
    back = url_for("micro_wish.wish_page", wish_id=wish_id)
    return carried_out(action, said, url_for("micro_wish.desk") if request.form.get("from") == "desk" else back)


@pages.post("/wishes/<int:wish_id>/claims/<int:claim_id>/take-back")
@require(HAND_OVER)
def take_back(wish_id: int, claim_id: int) -> Any:
    """The station gives a claim back to the wall, with a reason."""
    actor = current_actor()
    made, wish = finding.the_claim(claim_id, actor)
    if wish.id != wish_id or not actor.can(HAND_OVER, wish):
        raise Missing(_("没有找到这个心愿，请回到列表再看看。"))
    back = url_for("micro_wish.wish_page", wish_id=wish_id)
    return carried_out(lambda: claiming.leave(made.id, actor, reason_sent()), _("已收回，心愿回到墙上。"), back)
