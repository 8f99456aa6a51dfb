"""What people type in at the desk: the settings, a term, a course, a special day, a make-up class, a block."""
from __future__ import annotations

from datetime import time
from typing import Any

from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Optional

from core.api import Form, _l, at_most, places, whole

from .words import ALLOCATIONS, KINDS, ROLES, SUBJECTS, WEEKDAYS

SLOTS = (1, 2, 3)


def needed(said: Any, most: int) -> list[Any]:
    """The validators of a text that must be given."""
    return [InputRequired(said), at_most(most)]


def picks(titles: dict[str, Any]) -> list[Any]:
    """Choices from a list of words."""
    return [SelectChoice(key, title) for key, title in titles.items()]


class SettingsForm(Form):
    """Per-community settings; every default is the advice. Two adults in class are no setting: that always holds."""

    allocation = RadioField(
        _l("名额怎么分"), default="lottery", choices=picks(ALLOCATIONS),
        description=_l("建议抽签：手快手慢机会一样，办法和结果公开，每家都能复算。课少人少时可以先到先得。新学期按这里预填。"),
    )
    max_courses = IntegerField(
        _l("每个孩子最多几门课"), default=2, validators=whole(1, 5),
        description=_l("先让每个孩子都有一门，还有空位再给第二门。建议 2 门。"),
    )
    capacity = IntegerField(
        _l("一个班几个孩子"), default=15, validators=whole(2, 60),
        description=_l("新课程按这里预填，也要看教室大小。两位大人照看 15 个孩子比较稳妥。"),
    )
    age_from = IntegerField(_l("最小几岁"), default=6, validators=whole(3, 17), description=_l("新课程的预填值，按开课那天的年龄算。"))
    age_to = IntegerField(_l("最大几岁"), default=13, validators=whole(3, 17), description=_l("新课程的预填值。"))
    not_arrived_minutes = IntegerField(
        _l("上课几分钟没到就提醒"), default=20, validators=whole(5, 120),
        description=_l("过了这么久还没到，马上通知全部监护人。建议 20 分钟。"),
    )
    not_collected_minutes = IntegerField(
        _l("下课几分钟没人接就提醒"), default=15, validators=whole(5, 120),
        description=_l("过了这么久还没人接，开始逐个通知监护人，这次接走也记为晚接。建议 15 分钟。"),
    )
    chain_minutes = IntegerField(
        _l("隔几分钟通知下一位"), default=10, validators=whole(3, 60),
        description=_l("第一位监护人没有来，隔这么久通知第二位；都通知过了，就轮到课堂老师和社区打电话。"),
    )
    late_limit = IntegerField(
        _l("晚接几次要找家长谈"), default=3, validators=whole(1, 20),
        description=_l("一个学期晚接到这个次数，学期页面会列出来，由工作人员找家长商量，不自动退课。"),
    )
    absent_limit = IntegerField(
        _l("没请假缺课几次要找家长谈"), default=3, validators=whole(1, 20),
        description=_l("没请假又没来，占着别的孩子想要的名额。到这个次数列出来，由工作人员处理。"),
    )
    code_digits = IntegerField(
        _l("接孩子的码几位数"), default=6, validators=whole(4, 8),
        description=_l("码只在当天有效，用一次就作废。位数多更难猜，6 位好念也够用。"),
    )
    code_tries = IntegerField(
        _l("一天可以试错几次"), default=5, validators=whole(2, 10),
        description=_l("一个孩子一天试到这个次数就不能再用码，要打电话并按照片认人。"),
    )
    alone_age = IntegerField(
        _l("几岁可以自己回家"), default=10, validators=whole(6, 17),
        description=_l("满了这个年龄，监护人签字同意，孩子才可以自己走。"),
    )


class TermForm(Form):
    """A term or a holiday."""

    name = StringField(_l("名字"), validators=needed(_l("请写一个名字，比如“2026 年秋季”。"), 30))
    kind = RadioField(_l("是什么"), choices=picks(KINDS), default="school")
    starts_on = DateField(_l("第一天"), validators=[InputRequired(_l("请选第一天。"))])
    ends_on = DateField(_l("最后一天"), validators=[InputRequired(_l("请选最后一天。"))])
    enrol_from = DateField(_l("报名开始"), validators=[InputRequired(_l("请选报名开始的一天。"))])
    enrol_until = DateField(
        _l("报名截止"), validators=[InputRequired(_l("请选报名截止的一天。"))],
        description=_l("抽签的学期，截止以后才能分配名额；之后还有空位的，先到先得。"),
    )
    allocation = RadioField(_l("名额怎么分"), choices=picks(ALLOCATIONS), default="lottery")
    max_courses = IntegerField(_l("每个孩子最多几门课"), validators=whole(1, 5), default=2)


class CourseForm(Form):
    """A course with up to three weekly times."""

    title = StringField(_l("课名"), validators=needed(_l("请写课名。"), 30))
    subject = SelectField(_l("科目"), choices=[SelectChoice(key, title) for key, (title, _icon) in SUBJECTS.items()])
    summary = TextAreaField(_l("一两句介绍"), validators=[at_most(200)])
    place_id = SelectField(_l("场地"), coerce=int, validate_choice=False)
    age_from = IntegerField(_l("最小几岁"), validators=whole(3, 17))
    age_to = IntegerField(_l("最大几岁"), validators=whole(3, 17))
    capacity = IntegerField(_l("几个名额"), validators=whole(1, 200))
    teachers_wanted = IntegerField(
        _l("要几位老师"), validators=whole(2, 10), default=2, description=_l("至少两位，课堂上始终有两位大人。"),
    )
    weekday_1 = SelectField(_l("第一个时间：周几"))
    start_1 = TimeField(_l("第一个时间：上课"), default=time(17, 30), validators=[Optional()])
    end_1 = TimeField(_l("第一个时间：下课"), default=time(18, 30), validators=[Optional()])
    weekday_2 = SelectField(_l("第二个时间：周几"))
    start_2 = TimeField(_l("第二个时间：上课"), validators=[Optional()])
    end_2 = TimeField(_l("第二个时间：下课"), validators=[Optional()])
    weekday_3 = SelectField(_l("第三个时间：周几"))
    start_3 = TimeField(_l("第三个时间：上课"), validators=[Optional()])
    end_3 = TimeField(_l("第三个时间：下课"), validators=[Optional()])

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.place_id.choices = [SelectChoice(place.id, place.name) for place in places()]
        for slot in SLOTS:
            days = [SelectChoice(str(number), title) for number, title in enumerate(WEEKDAYS)]
            self[f"weekday_{slot}"].choices = [SelectChoice("", _l("不用")), *days]

    def times(self) -> list[tuple[int, int, int]]:
        """The weekly times that were filled in."""
        found = []
        for slot in SLOTS:
            weekday, start, end = (self[f"{name}_{slot}"].data for name in ("weekday", "start", "end"))
            if weekday not in ("", None) and start and end:
                found.append((int(weekday), start.hour * 60 + start.minute, end.hour * 60 + end.minute))
        return found


class SpecialDayForm(Form):
    """The admin's word on one day."""

    day = DateField(_l("哪一天"), validators=[InputRequired(_l("请选哪一天。"))])
    as_weekday = SelectField(_l("怎么安排"))
    note = StringField(_l("说明"), validators=[at_most(30)], description=_l("比如：学校运动会。可以不写。"))

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        days = [SelectChoice(str(n), _l("上%(day)s的课", day=title)) for n, title in enumerate(WEEKDAYS)]
        self.as_weekday.choices = [SelectChoice("off", _l("不上课")), *days]


class MakeUpForm(Form):
    """One more class."""

    day = DateField(_l("哪一天"), validators=[InputRequired(_l("请选哪一天。"))])
    start = TimeField(_l("上课"), validators=[InputRequired(_l("请写几点上课。"))])
    end = TimeField(_l("下课"), validators=[InputRequired(_l("请写几点下课。"))])
    place_id = SelectField(_l("场地"), coerce=int, validate_choice=False)

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.place_id.choices = [SelectChoice(place.id, place.name) for place in places()]


class TeachForm(Form):
    """A volunteer's offer."""

    role = RadioField(_l("想做什么"), choices=picks(ROLES), default="assistant")
    words = TextAreaField(
        _l("会什么，教过什么"), validators=[at_most(200)], description=_l("一两句就好，可以不写。"),
    )


class BlockForm(Form):
    """An adult who must not take the child."""

    name = StringField(_l("姓名"), validators=needed(_l("请写姓名。"), 40))
    phone = StringField(_l("手机号"), validators=[at_most(20)], description=_l("知道就写，授权和接走时一起比对。"))
    reason = TextAreaField(_l("原因"), validators=needed(_l("请写原因，比如法院的文书。"), 200))


class ApprovalForm(Form):
    """Why somebody needs the children's list."""

    reason = StringField(
        _l("为什么要看孩子的名单"), validators=needed(_l("请写一句事由。"), 200), description=_l("比如：本学期书法课的老师，要点名和交接。"),
    )

