"""Invented Chinese names by generation and sex."""
from __future__ import annotations

from random import Random

# Frequent surnames, those of Guangxi among them; earlier ones are drawn more often.
SURNAMES = (
    "黄李韦陈梁覃陆刘张农莫何卢唐周邓杨王吴谢罗林曾蒙赵潘苏甘蓝廖"
    "徐朱孙胡高郭马方石龙玉欧闭班冯秦岑庞宁磨邹钟彭汤江范姚谭熊叶"
)
WEIGHTS = [120 - at for at in range(len(SURNAMES))]

# (first characters, second characters, single characters) of a given name.
OLD_WOMEN = ("秀桂玉美凤淑月春金素惠丽爱兰", "英兰珍芳莲梅琼娥香芬华容萍珠", "")
OLD_MEN = ("国建志德文荣福永世正振明家绍", "华生明强平安成林贵祥才良辉忠", "")
GROWN_WOMEN = ("晓丽海雪小燕春秋红艳婉思静慧", "玲燕萍芳梅云霞琳娟敏蓉莉珊妮", "敏静丹芳娟艳琼莉洁颖倩婷")
GROWN_MEN = ("建志海文俊伟小国永宏振立东世", "军斌峰涛勇杰波辉鹏明刚宁林毅", "伟强军勇斌涛峰磊超鹏杰波")
YOUNG_WOMEN = ("梓欣雨思诗可若语佳婧梦一芷晨", "涵怡萱琪妍彤瑶悦琳菲蕾霏宁汐", "玥萱琪妍彤瑶")
YOUNG_MEN = ("子浩宇梓俊天博一明泽嘉奕承锦", "轩然宇豪睿航阳晨杰霖洋熙佑宸", "睿轩宸昊航泽")
GENERATIONS = ((OLD_WOMEN, OLD_MEN), (GROWN_WOMEN, GROWN_MEN), (YOUNG_WOMEN, YOUNG_MEN))


def surname(rng: Random) -> str:
    """One surname."""
    return rng.choices(SURNAMES, WEIGHTS)[0]


def given_name(rng: Random, sex: str, age: int) -> str:
    """A given name as people of this age bear it; `sex` is "f" or "m"."""
    generation = 0 if age >= 58 else 1 if age >= 28 else 2
    first, second, single = GENERATIONS[generation][0 if sex == "f" else 1]
    if single and rng.random() < 0.18:
        return rng.choice(single)
    return rng.choice(first) + rng.choice(second)


def full_name(rng: Random, sex: str, age: int, family: str = "") -> str:
    """Surname and given name."""
    return (family or surname(rng)) + given_name(rng, sex, age)
