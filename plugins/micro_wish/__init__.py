"""Micro-wish 微心愿: small wishes are collected, checked, published under a number, claimed and made true."""
from __future__ import annotations

from core.api import N_, Manifest, Permission, Purpose, _l

STATION = ("grid_worker", "community_admin")
EVERYBODY = ("resident", "volunteer", "building_head", "unit_contact", "grid_worker")

THANKS = Purpose(
    "micro_wish.thanks", N_("公开感谢的话"), "1",
    N_(
        "我同意社区把我写的感谢的话放在心愿墙上，让大家看到。只显示心愿编号和这段话，不显示我的姓名和住址；"
        "工作人员看过才会显示。我可以随时撤回同意，撤回后马上不再显示。"
    ),
)

manifest = Manifest(
    name="micro_wish",
    title=_l("微心愿"),
    summary=_l("收集居民的小心愿，核实后编号上墙，由个人、小分队和共建单位认领实现。"),
    version="1.0",
    category="help",
    icon="sparkles",
    purposes=(THANKS,),
    permissions=(
        Permission(
            "micro_wish.wish", _l("许下心愿"), default_roles=("resident",),
            summary=_l("为自己许心愿、撤回、确认收到、写感谢的话。"),
        ),
        Permission(
            "micro_wish.claim", _l("认领心愿"), default_roles=EVERYBODY,
            summary=_l("以自己、自己带的小分队或报到单位的名义认领心愿。"),
        ),
        Permission(
            "micro_wish.claim_for_unit", _l("代表单位认领"), default_roles=("unit_contact",),
            summary=_l("以单位的名义认领心愿，看本单位的认领数字。"),
        ),
        Permission(
            "micro_wish.confirm_report", _l("确认党员报到"), default_roles=("unit_contact", *STATION),
            summary=_l("确认在职党员属于哪个单位，确认后的认领计入单位。"),
        ),
        Permission(
            "micro_wish.view", _l("查看心愿台账"), default_roles=STATION, summary=_l("看心愿、认领和未实现的原因。"),
        ),
        Permission(
            "micro_wish.collect", _l("代为登记心愿"), default_roles=STATION,
            summary=_l("替居民登记心愿，成批录入心愿卡。"),
        ),
        Permission(
            "micro_wish.verify", _l("核实和公布心愿"), default_roles=STATION,
            summary=_l("核实、退回、编号公布、商量替换、撤下心愿。"),
        ),
        Permission(
            "micro_wish.hand_over", _l("交付心愿"), default_roles=STATION,
            summary=_l("收下送来的东西，交给居民并留下凭证，审核感谢的话。"),
        ),
    ),
)
