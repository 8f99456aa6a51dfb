"""The invented wishes: what is wished, by whom, how dear; and why some did not come true."""
from __future__ import annotations

GOODS, SERVICE = "goods", "service"

# (group, kind, what, most yuan)
WISHES = (
    ("老人", GOODS, "一副 200 度的老花镜", 80), ("老人", GOODS, "一个带大按键的收音机", 120),
    ("老人", GOODS, "一根带坐凳的拐杖", 130), ("老人", GOODS, "一床厚一点的棉被", 200),
    ("老人", GOODS, "一个电热水袋", 90), ("老人", SERVICE, "陪我去医院复查一次", 0),
    ("老人", SERVICE, "教我用手机看孙女的照片", 0), ("老人", SERVICE, "把阳台的旧柜子搬下楼", 0),
    ("老人", GOODS, "一盆好养的绿萝", 40), ("老人", SERVICE, "上门理一次发", 0),
    ("儿童", GOODS, "一套四大名著的少年版", 110), ("儿童", GOODS, "一个新书包", 150),
    ("儿童", GOODS, "一盒 36 色的水彩笔", 60), ("儿童", SERVICE, "想找一位老师教下象棋", 0),
    ("儿童", GOODS, "一个足球", 100), ("儿童", SERVICE, "周末去一次科技馆", 0),
    ("残疾人", GOODS, "一把可以调高低的洗澡椅", 220), ("残疾人", SERVICE, "把门口的台阶垫成坡", 0),
    ("残疾人", GOODS, "一个大字的闹钟", 70), ("困难家庭", GOODS, "一个电饭煲", 180),
    ("困难家庭", GOODS, "一袋米和一桶油", 150), ("困难家庭", GOODS, "一张孩子写作业的台灯", 120),
    ("困难家庭", SERVICE, "修一修漏水的水管", 0), ("优抚对象", GOODS, "一个相框放老照片", 60),
    ("新就业群体", GOODS, "一个保温饭盒", 90), ("新就业群体", SERVICE, "帮忙照看孩子写一次作业", 0),
)
SHARED = (
    ("困难家庭", GOODS, "一台小的洗衣机", 300), ("残疾人", GOODS, "一辆买菜的助行车", 280),
    ("儿童", GOODS, "一张带书架的书桌", 290), ("老人", GOODS, "一张能折叠的小餐桌", 260),
)
STORIES = ("孩子在外地，自己出门不方便。", "之前那个用了很多年，坏了。", "听邻居说可以来登记，就来了。", "")
THANKS = (
    "东西很合用，谢谢你们记着我。", "孩子高兴得一晚上没放下。", "没想到这么快，谢谢。", "现在看报纸不费劲了，谢谢好心人。",
    "来的小伙子还帮我把旧的拿下楼，真好。",
)

# (state, reason code, words); the first ones are those that a demo shows even where it is small.
OTHERS: tuple[tuple[str, str, str], ...] = (
    ("published", "", ""), ("at_station", "", ""), ("claimed", "", ""), ("reserved", "", ""), ("overdue", "", ""),
    ("collected", "", ""), ("verified", "", ""), ("delivered", "", ""), ("prepared", "", ""), ("published", "", ""),
    ("returned", "unclear", "请写清楚尺寸再交"), ("withdrawn", "solved", "儿子买回来了"), ("expired", "expired", ""),
    *(("published", "", ""),) * 8, *(("collected", "", ""),) * 4, *(("verified", "", ""),) * 3, *(("claimed", "", ""),) * 4,
    ("reserved", "", ""), ("overdue", "", ""), ("at_station", "", ""),
    *(("returned", "over_limit", "超过 300 元，已转介慈善基金"),) * 4, *(("returned", "policy", "可以申请适老化改造补贴，已帮忙联系"),) * 3,
    ("returned", "twice", "和上月登记的是同一件"), ("returned", "unsafe", "家里线路老化，不宜添大功率电器"),
    *(("withdrawn", "solved", "家里人已经买了"),) * 4, *(("withdrawn", "changed", "现在不需要了"),) * 3,
    *(("withdrawn", "moved", "搬去和女儿住"),) * 3, ("withdrawn", "refused", "想要的型号停产，不愿意换"),
    *(("expired", "expired", ""),) * 5,
)
