"""What is wrong here just now, in words, each with the button or the page that mends it."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from sqlalchemy import select

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.accounts.models import RoleGrant
from core.accounts.permissions import ADMIN
from core.accounts.roles import in_force, roles
from core.communities.services import current_community
from core.console.blueprint import blueprint
from core.grids.models import Grid
from core.kernel import audit
from core.kernel.jobs import standing
from core.people.guardians import bereaved_children
from core.people.models import Person
from core.pluginsystem import dispatch
from core.pluginsystem.models import PluginProblem, PluginState
from core.pluginsystem.problems import SLOW, recent_problems
from core.pluginsystem.registry import plugins_of
from core.tenancy.session import db
from core.texts import gettext as _
from core.web.filters import moment

MOST_CHILDREN = 5  # the next ones come up when these are settled


@dataclass(frozen=True)
class OpenProblem:
    """One thing that is wrong: what, what to do, and where; `post` says that the address is a step and no page.

    `details` are for whoever mends it; `settle` is the step that takes it off the list.
    """

    title: str
    text: str
    icon: str = "alert-triangle"
    fix: str = ""
    url: str = ""
    post: bool = False
    details: tuple[str, ...] = ()
    settle: str = ""


def open_problems() -> list[OpenProblem]:
    """Everything that is wrong here, the worst first; seven statements and those of the services' hints."""
    return [
        *_services_that_fail(), *_services_that_are_missing(), *_services_not_set_up(), *_jobs(), *_places_without_people(),
        *_bereaved(), *_contact(),
    ]


def _services_that_fail() -> Iterator[OpenProblem]:
    for name, found in recent_problems().items():
        failures = [problem for problem in found if not problem.hook.startswith(SLOW)]
        late = [problem for problem in found if problem.hook.startswith(SLOW)]
        if failures:
            text = _(
                "最近一次出错是 %(when)s。居民和工作人员会看到页面缺一块，或者有一步办不成；已经登记的都在。"
                "请把详情转告平台运维人员；等不及，就先关掉这项服务。", when=moment(failures[0].last_at),
            )  # fmt: skip
            yield _of_service(name, text, "alert-triangle", failures)
        if late:
            text = _("它几次让页面多等了一秒以上。什么都没有丢，只是大家要等；请把详情转告平台运维人员。")
            yield _of_service(name, text, "clock-exclamation", late)


def _of_service(name: str, text: str, icon: str, found: list[PluginProblem]) -> OpenProblem:
    details = tuple(f"{problem.hook}：{problem.text}" for problem in found)
    switch = url_for("console.plugins", _anchor=f"plugin-{name}")
    settle = url_for("console.settle_problem", problem_id=found[0].id)
    return OpenProblem(plugins_of().title(name), text, icon, _("去关掉它"), switch, details=details, settle=settle)


def _services_that_are_missing() -> Iterator[OpenProblem]:
    plugins = plugins_of()
    for name in db.session.scalars(select(PluginState.plugin).where(PluginState.enabled).order_by(PluginState.plugin)):
        if not plugins.is_ready(name):
            text = _("已经开启，但现在不能用：%(reason)s 数据都还在，请联系平台。", reason=plugins.reason(name))
            yield OpenProblem(plugins_of().title(name), text, "puzzle-off", _("看一看"), url_for("console.plugins"))


def _services_not_set_up() -> Iterator[OpenProblem]:
    for name, hints in dispatch.ask_each("hints", current_community()):
        for hint in hints:
            yield OpenProblem(plugins_of().title(name), str(hint.text), "adjustments", _("去办"), url_for(hint.endpoint, **hint.values))


def _jobs() -> Iterator[OpenProblem]:
    if standing.silent():
        text = _("通知、到期提醒和自动派单都停着。请联系平台，把后台程序重新开起来。")
        yield OpenProblem(_("后台程序半小时没有动静"), text, "clock-stop")
    failing = standing.failing()
    if failing:
        text = _("有 %(n)d 件后台的事试了几次都没有办成。可以再试一次；还不行就联系平台。", n=failing)
        yield OpenProblem(_("后台有事没办成"), text, "refresh-alert", _("再试一次"), url_for("console.try_jobs_again"), post=True)


def _places_without_people() -> Iterator[OpenProblem]:
    keys = {role_id: state.key for role_id, state in roles().items()}
    people: dict[str, set[int]] = {ADMIN: set(), "grid_worker": set()}
    held = select(RoleGrant.role_id, RoleGrant.scope, RoleGrant.scope_id, RoleGrant.person_id).join(RoleGrant.person)
    chosen = [role_id for role_id, key in keys.items() if key in people]
    able = (in_force(), Person.deceased_on.is_(None), RoleGrant.role_id.in_(chosen))
    for role_id, _scope, scope_id, person_id in db.session.execute(held.where(*able)):
        people[keys[role_id]].add(person_id if keys[role_id] == ADMIN else scope_id)
    grids = {grid.id: grid.name for grid in db.session.scalars(select(Grid).order_by(Grid.code))}
    empty = [name for grid_id, name in grids.items() if grid_id not in people["grid_worker"]]
    to_people = (_("给一个人角色"), url_for("console.people_of_station"))
    if empty:
        text = _("%(names)s现在没有人管，那里的待办没有人看得到。", names="、".join(empty))
        yield OpenProblem(_("有网格没有网格员"), text, "map-pin-search", *to_people)
    if len(people[ADMIN]) == 1:
        text = _("一个人忘了密码、丢了手机，社区就没有人能管了。请再给一个人管理员角色。")
        yield OpenProblem(_("只有一位管理员"), text, "user-exclamation", *to_people)


def _bereaved() -> Iterator[OpenProblem]:
    for child in bereaved_children(MOST_CHILDREN):
        text = _("%(name)s没有别的监护人能替孩子做决定。请与家里人商量，登记一位新的监护人。", name=child.name)
        # The child's own page, where an approval is asked for; guardians are added from there.
        yield OpenProblem(_("监护人已去世"), text, "user-shield", _("去登记"), url_for("desk.resident", person_id=child.id))


def _contact() -> Iterator[OpenProblem]:
    if not current_community().hotline:
        text = _("居民的手机页面上没有“打电话找人”的按钮。")
        yield OpenProblem(_("没有填服务热线"), text, "phone-off", _("去填"), url_for("console.profile"))


@blueprint.get("/problems")
@require("console.view")
def problems() -> str:
    """What is wrong, each with its way out."""
    return render_template("console/problems.html", problems=open_problems())


@blueprint.post("/problems/<int:problem_id>/settled")
@require("console.plugins")
def settle_problem(problem_id: int) -> Any:
    """Take what a service is listed for off the list; it comes back when it happens again. Harmless twice."""
    problem = db.session.get(PluginProblem, problem_id)
    if problem is not None:
        late = problem.hook.startswith(SLOW)
        for other in recent_problems().get(problem.plugin, []):
            if other.hook.startswith(SLOW) == late:
                db.session.delete(other)
        text = _("把%(title)s的问题从清单里拿掉：%(text)s", title=plugins_of().title(problem.plugin), text=problem.text)
        audit.write("console.problem_settled", text, actor=current_actor(), object_kind="plugin_problem", object_id=problem.id)
        db.session.commit()
    flash(_("已从清单里拿掉；再出错会重新出现。"), "success")
    return redirect(url_for("console.problems"), 303)


@blueprint.post("/problems/jobs")
@require("console.plugins")
def try_jobs_again() -> Any:
    """Have what failed in the background tried at once."""
    count = standing.try_again()
    audit.write("console.jobs_again", _("让 %(n)d 件后台的事再试一次", n=count), actor=current_actor(), object_kind="job")
    db.session.commit()
    flash(_("%(n)d 件事马上再试一次。", n=count), "success")
    return redirect(url_for("console.problems"), 303)
