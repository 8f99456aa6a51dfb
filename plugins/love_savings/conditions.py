"""Who may take a step of a request just now, and the sentence for who may not."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.api import _l, now, session, somebody_else_may

from .rules import rules
from .service_models import Dispute
from .services.involved import had_a_hand

DISPATCH, CONFIRM, SETTLE = "love_savings.dispatch", "love_savings.confirm", "love_savings.settle"
VERIFY = "love_savings.verify"
# So long a worker waits before the next control call counts.
CALL_AGAIN_MINUTES = 30
UNDER_WAY = _l(
    "这一单已经做过一次，不能取消或退单。要改时间，请志愿者或工作站用“改约下一次”；志愿者来不了，请用“中途换人，接着做”；"
    "不用再来，请用“到此为止，不用再来”按做过的时长结束。"
)
NOT_HELPER = _l("这一单不是您接的，请回到「我的服务」。")


def own(row: Any, actor: Any) -> Any:
    """The resident themselves."""
    return None if actor.person_id == row.person_id else _l("这是别人的请求，请让本人或工作站来办。")


def helper(row: Any, actor: Any) -> Any:
    """The volunteer who accepted."""
    return None if actor.person_id == row.helper_id else NOT_HELPER


def helper_or_station(row: Any, actor: Any) -> Any:
    """The volunteer who accepted, or a worker who dispatches."""
    return None if actor.person_id == row.helper_id or actor.can(DISPATCH, row) else NOT_HELPER


def not_own_work(row: Any, actor: Any) -> Any:
    """Any worker but the one who went there."""
    return _l("这一单是您自己去做的，请另一位工作人员回访确认。") if actor.person_id == row.helper_id else None


def not_for_oneself(row: Any, actor: Any) -> Any:
    """Any worker but the two sides: who served or was helped never writes down the times alone."""
    if actor.person_id is not None and actor.person_id in (row.helper_id, row.person_id):
        return _l("这一单和您自己有关，不能由您代记。志愿者请凭居民的码或卡签到、在「我的服务」里签退，不方便就请另一位工作人员代记。")
    return None


def neither_side(row: Any, actor: Any) -> Any:
    """Any worker but the two sides."""
    if actor.person_id is not None and actor.person_id in (row.helper_id, row.person_id):
        return _l("这一单和您自己有关，请另一位工作人员核实。")
    return None


def may_call(row: Any, actor: Any) -> Any:
    """Whether an unanswered control call may be noted now: the resident had time to answer, and time since the last call."""
    if not row.control or row.call_result == "missed":
        return _l("这一单不用再打抽查电话，问到了就直接确认。")
    hours = rules().auto_confirm_hours
    if not row.calls and now() < row.state_since + timedelta(hours=hours):
        return _l("没有回音满 %(hours)s 小时才抽查，请到时候再打。", hours=hours)
    if row.called_at is not None and now() < row.called_at + timedelta(minutes=CALL_AGAIN_MINUTES):
        return _l("刚打过，请过 %(minutes)s 分钟再打。", minutes=CALL_AGAIN_MINUTES)
    return not_own_work(row, actor)


def untouched(row: Any, actor: Any) -> Any:
    """Nothing was served yet: what was served is never thrown away by calling off."""
    return UNDER_WAY if row.visits else None


def own_untouched(row: Any, actor: Any) -> Any:
    """The resident, before anything was served."""
    return own(row, actor) or untouched(row, actor)


def helper_untouched(row: Any, actor: Any) -> Any:
    """The volunteer who accepted, before anything was served."""
    return helper(row, actor) or untouched(row, actor)


def between_visits(row: Any, actor: Any) -> Any:
    """The volunteer or the station, when a part is done and the next visit is agreed."""
    if row.visits:
        return helper_or_station(row, actor)
    return _l("还没有开始做，要改时间请取消，再登记一个新的请求。")


def at_work(row: Any, actor: Any) -> Any:
    """The volunteer, or a worker who is not the one helped, while somebody is at work or between two visits."""
    if row.state != "in_service" and not row.visits:
        return _l("还没有开始做，来不了请退单，或者请工作站换一位志愿者。")
    return helper_or_station(row, actor) or (None if actor.person_id == row.helper_id else not_for_oneself(row, actor))


def shut_door(row: Any, actor: Any) -> Any:
    """Any worker but the one who went there, before anything was served."""
    return not_own_work(row, actor) or untouched(row, actor)


def begun(row: Any, actor: Any) -> Any:
    """Work split over days, of which a part is done."""
    if actor.person_id not in (row.helper_id, row.person_id) and not actor.can(DISPATCH, row):
        return NOT_HELPER
    return None if row.visits else _l("还没有做过，不能这样结束；不做了请退单或取消。")


def may_dispute(row: Any, actor: Any) -> Any:
    """Either side or the station, once, and not long after it was confirmed."""
    if actor.person_id not in (row.person_id, row.helper_id) and not actor.can(CONFIRM, row):
        return _l("只有求助的居民、去服务的志愿者和工作站可以提出。")
    if session.scalar(select(Dispute.id).where(Dispute.request_id == row.id)):
        return _l("这次服务已经有人提出过问题，裁定以后不能再提。还有疑问请打电话给工作站。")
    days = rules().dispute_days
    if row.confirmed_at is not None and now() > row.confirmed_at + timedelta(days=days):
        return _l("确认已经超过 %(days)s 天，不能再提出了。有疑问请打电话给工作站。", days=days)
    return None


def not_own_request(row: Any, actor: Any) -> Any:
    """Nobody verifies their own request as a worker, where somebody else may."""
    if actor.person_id != row.person_id or not somebody_else_may(VERIFY, row, {row.person_id}):
        return None
    return _l("这是您自己的请求，请另一位工作人员核实。")


def not_involved(row: Any, actor: Any) -> Any:
    """Nobody rules in a matter of their own; who had a hand in it rules only where nobody without one may."""
    sides = {row.helper_id, row.person_id} - {None}
    if actor.person_id in sides:
        return _l("这件事和您有关，请另一位工作人员裁定。")
    hands = had_a_hand(row.id)
    if actor.person_id in hands and somebody_else_may(SETTLE, row, hands | sides):
        return _l("这一单是您派的、代记的或者回访的，请没有经手的工作人员裁定。")
    return None
