"""Love savings 爱心储蓄所: neighbours help neighbours, and the hours stand in a red savings card."""
from __future__ import annotations

from core.api import Manifest, Permission, _l

STATION = ("grid_worker", "community_admin")

manifest = Manifest(
    name="love_savings",
    title=_l("爱心储蓄所"),
    summary=_l("居民一键请人帮忙，站里派出最近的合适志愿者，服务时长存进红色储蓄卡。"),
    version="1.0",
    category="help",
    icon="pig-money",
    permissions=(
        Permission(
            "love_savings.ask", _l("请志愿者帮忙"), default_roles=("resident",),
            summary=_l("为自己提出请求、取消、确认完成。"),
        ),
        Permission(
            "love_savings.serve", _l("接单服务"), default_roles=("volunteer",),
            summary=_l("看派给自己的单，接单、签到、签退。"),
        ),
        Permission(
            "love_savings.view_station", _l("查看储蓄所"), default_roles=STATION,
            summary=_l("看储蓄所的请求、图表和储蓄卡。"),
        ),
        Permission(
            "love_savings.verify", _l("代办与核实请求"), default_roles=STATION,
            summary=_l("替居民登记请求，核实后才派单。"),
        ),
        Permission(
            "love_savings.dispatch", _l("派单"), default_roles=STATION,
            summary=_l("选志愿者派单、代记接单与签到、撤销请求。"),
        ),
        Permission(
            "love_savings.confirm", _l("电话回访后确认"), default_roles=STATION,
            summary=_l("居民不方便自己确认时，打电话问过之后代为确认。"),
        ),
        Permission(
            "love_savings.settle", _l("裁定有争议的服务"), default_roles=STATION,
            summary=_l("核实双方的说法，按核实的分钟数记，或者不算；自己有份的不能裁定。"),
        ),
        Permission(
            "love_savings.keep_cards", _l("挂失、补卡与印卡"), default_roles=STATION,
            summary=_l("替居民挂失、换卡，打印储蓄卡。"),
        ),
        Permission(
            "love_savings.keep_books", _l("发放、信用额度与冲正"), default_roles=STATION,
            summary=_l("给重点老人发时长、开信用额度，冲正记错的账；不能办自己的。"),
        ),
        Permission(
            "love_savings.set_prices", _l("服务价目"), default_roles=("community_admin",),
            summary=_l("定每项服务一小时扣多少分钟。"),
        ),
        Permission(
            "love_savings.review", _l("派单复盘与公平"), default_roles=STATION,
            summary=_l("换一组设置重看上个月会派谁去，看服务是否分得匀、等了多久、走了多远。"),
        ),
        Permission(
            "love_savings.credit_late", _l("补记以前的服务"), default_roles=("community_admin",),
            summary=_l("把储蓄所开启以前各项服务记下的时长存进卡里，只存一次。"),
        ),
    ),
)
