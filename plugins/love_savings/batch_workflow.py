"""The lives of a batch, of each pair in it, and of the crediting of earlier services."""
from __future__ import annotations

from core.api import State, Transition, Workflow, _l

from .batch_models import Batch, LateCredit, Pair

CREDIT_LATE = "love_savings.credit_late"

batch_flow = Workflow(
    name="love_savings.batch",
    model=Batch,
    states=(
        State("waiting", _l("正在计算"), "amber"),
        State("ready", _l("已算好"), "green", final=True),
    ),
    transitions=(Transition("solve", _l("算好了"), ("waiting",), "ready", automatic=True),),
)

pair_flow = Workflow(
    name="love_savings.pair",
    model=Pair,
    states=(
        State("proposed", _l("待发出"), "blue"),
        State("sent", _l("已邀请"), "green", final=True),
        State("gone", _l("已错过"), "grey", final=True),
    ),
    transitions=(
        Transition("send", _l("发出邀请"), ("proposed",), "sent"),
        Transition("miss", _l("已错过"), ("proposed",), "gone", automatic=True),
    ),
)

late_flow = Workflow(
    name="love_savings.late_credit",
    model=LateCredit,
    states=(
        State("offered", _l("可以补记"), "amber"),
        State("running", _l("正在补记"), "blue"),
        State("finished", _l("已补记"), "green", final=True),
        State("declined", _l("不补记"), "grey", final=True),
    ),
    transitions=(
        Transition("start", _l("开始补记"), ("offered",), "running", permission=CREDIT_LATE, primary=True),
        Transition("decline", _l("不用补记"), ("offered",), "declined", permission=CREDIT_LATE),
        Transition("finish", _l("补记完了"), ("running",), "finished", automatic=True),
    ),
)
