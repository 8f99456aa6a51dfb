"""The lives that the kernel leads: of a course, a teacher, an enrolment, a class day, an adult's duty, a child's day."""
from __future__ import annotations

from core.api import State, Transition, Workflow, _l

from . import effects
from .child_models import ChildDay
from .models import ClassDay, Course, Duty, Enrolment, Teacher

MANAGE, CLASS_DAY = "after_school.manage", "after_school.class_day"
INSIDE = ("arrived", "in_class")
CAME = (*INSIDE, "handed_over", "left_alone")

course_flow = Workflow(
    name="after_school.course",
    model=Course,
    states=(
        State("draft", _l("筹备中"), "amber"),
        State("open", _l("开班"), "green"),
        State("closed", _l("已结课"), "grey", final=True),
        State("cancelled", _l("已停开"), "grey", final=True),
    ),
    transitions=(
        Transition("open", _l("排课并开放"), "draft", "open", permission=MANAGE, icon="school", primary=True),
        Transition("close", _l("结课"), "open", "closed", permission=MANAGE, icon="check"),
        Transition("cancel", _l("停开"), ("draft", "open"), "cancelled", permission=MANAGE, reason=True, icon="x"),
    ),
)

teacher_flow = Workflow(
    name="after_school.teacher",
    model=Teacher,
    states=(
        State("applied", _l("待审核"), "amber"),
        State("accepted", _l("任课"), "green", settled=True),
        State("declined", _l("未选用"), "grey", final=True),
        State("left", _l("已退出"), "grey", final=True),
    ),
    transitions=(
        Transition("accept", _l("请来任课"), "applied", "accepted", permission=MANAGE, icon="check", primary=True),
        Transition(
            "decline", _l("谢绝"), "applied", "declined", permission=MANAGE, reason=True, icon="x",
            effect=effects.teacher_declined,
        ),
        Transition("leave", _l("退出任课"), "accepted", "left", permission=MANAGE, reason=True, icon="user-minus"),
    ),
)

enrolment_flow = Workflow(
    name="after_school.enrolment",
    model=Enrolment,
    states=(
        State("applied", _l("已报名"), "blue"),
        State("accepted", _l("已录取"), "green", settled=True),
        State("waiting", _l("候补"), "amber"),
        State("refused", _l("未录取"), "grey", settled=True),
        State("left", _l("已退出"), "grey"),
    ),
    transitions=(
        Transition("again", _l("再次报名"), ("refused", "left"), "applied"),
        Transition("accept", _l("录取"), ("applied", "waiting"), "accepted", automatic=True, effect=effects.accepted),
        Transition("wait", _l("进入候补"), "applied", "waiting", automatic=True, effect=effects.waiting),
        Transition(
            "refuse", _l("不录取"), ("applied", "waiting"), "refused", permission=MANAGE, reason=True, icon="x",
            effect=effects.refused,
        ),
        Transition("leave", _l("退出课程"), ("applied", "waiting", "accepted"), "left", reason=True, icon="logout"),
    ),
)

day_flow = Workflow(
    name="after_school.class_day",
    model=ClassDay,
    states=(
        State("planned", _l("待上课"), "blue"),
        State("open", _l("正在上课"), "green"),
        State("closed", _l("已下课"), "grey", final=True),
        State("cancelled", _l("已取消"), "grey", final=True),
        State("left_out", _l("不上课"), "grey", settled=True),
    ),
    transitions=(
        Transition("open", _l("开门迎接孩子"), "planned", "open", icon="door-enter", primary=True, effect=effects.day_opened),
        Transition("close", _l("下课，孩子都走了"), "open", "closed", icon="check", primary=True, effect=effects.day_closed),
        Transition("cancel", _l("取消这次课"), "planned", "cancelled", permission=MANAGE, reason=True, icon="x"),
        Transition("leave_out", _l("按日历不上课"), "planned", "left_out", automatic=True),
        Transition("hold_again", _l("按日历又上课"), "left_out", "planned", automatic=True),
    ),
)

duty_flow = Workflow(
    name="after_school.duty",
    model=Duty,
    states=(
        State("planned", _l("已排班"), "blue"),
        State("wanted", _l("在找代课"), "red"),
        State("present", _l("已到岗"), "green"),
        State("done", _l("已完成"), "grey", final=True),
        State("off", _l("不来了"), "grey", settled=True),
    ),
    transitions=(
        Transition("ask_off", _l("请人代课"), "planned", "wanted", reason=True, icon="user-question"),
        Transition("check_in", _l("到岗签到"), ("planned", "wanted"), "present", icon="login", primary=True, effect=effects.on_duty),
        Transition("check_out", _l("离岗签退"), "present", "done", icon="logout", effect=effects.off_duty),
        Transition("take_off", _l("不用来了"), ("planned", "wanted"), "off", effect=effects.duty_freed),
        Transition("again", _l("又要来了"), "off", "planned", automatic=True),
    ),
)

child_flow = Workflow(
    name="after_school.child_day",
    model=ChildDay,
    states=(
        State("expected", _l("还没到"), "amber"),
        State("arrived", _l("到了"), "blue"),
        State("in_class", _l("上课中"), "green"),
        State("handed_over", _l("已接走"), "grey", final=True),
        State("left_alone", _l("自己回家"), "grey", final=True),
        State("absent", _l("没来"), "grey", settled=True),
    ),
    transitions=(
        Transition("arrive", _l("到了"), ("expected", "absent"), "arrived", icon="login", primary=True, effect=effects.arrived),
        Transition("begin", _l("进教室"), "arrived", "in_class", icon="school"),
        Transition("hand_over", _l("交给家长"), INSIDE, "handed_over", icon="hand-love-you", effect=effects.handed_over),
        Transition("leave_alone", _l("自己回家"), INSIDE, "left_alone", icon="walk", effect=effects.left_alone),
        Transition("excuse", _l("请假"), ("expected", "absent"), "absent", reason=True, icon="calendar-x", effect=effects.excused),
        Transition("miss", _l("没来"), "expected", "absent", icon="user-x"),
        Transition("take_back", _l("点错了，还没到"), ("arrived", "absent"), "expected", reason=True, icon="arrow-back-up", effect=effects.taken_back),
    ),
)
