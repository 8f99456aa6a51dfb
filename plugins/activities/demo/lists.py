"""What the demo's activities are called, and what was published of 2015."""
from __future__ import annotations

from dataclasses import dataclass

# kind, title, for how long in minutes
WHAT = (
    ("相伴", "陪长者过周末", 120), ("相伴", "长者生日会", 120), ("相伴", "手机课堂", 90), ("相携", "亲子读书会", 90),
    ("相携", "儿童手工坊", 120), ("相扶", "轮椅出游日", 180), ("相扶", "按摩和理疗", 120), ("相助", "花园清洁日", 120),
    ("相助", "垃圾分类小课堂", 60), ("相助", "楼道大扫除", 90), ("相悦", "合唱排练", 120), ("相悦", "书法展览", 180),
    ("相悦", "邻里歌会", 120), ("相亲", "三月三歌圩", 180), ("相亲", "各族美食分享", 150), ("相助", "义诊进社区", 180),
)
SUMMARIES = (
    "大家来得很早，收拾得干干净净。", "天气好，人比预想的多。", "老人家说下次还要来。", "孩子们玩得开心，也学到了东西。",
)
CALLED_OFF = ("下大雨", "讲师临时有事", "场地检修")


@dataclass(frozen=True)
class Published:
    """The figures that a community published of one year."""

    year: int
    sessions: int
    participations: int
    beneficiaries: int


PUBLISHED = {"xinzhu": Published(2015, 182, 10_986, 10_042)}

RULE = (
    "活动报名和签到制度",
    "一、活动由队伍或网格提出，写进月度计划，经批准后发布。\n二、报名按先后，报满后候补；去不了请提前取消或请邻居代替。\n"
    "三、到场签到；没来、请假、临时取消分开记录，有不同意见可以提出异议。\n四、活动结束后三天内写总结。",
)
MEETING = (
    "月度工作例会", "通报上月活动情况，讨论下月计划和场地安排。",
    "一、下月每周至少一场活动，重点照顾独居长者。\n二、共建单位各认领一场。",
)
