"""What has to be settled before a person can be erased, each with where to do it, and what stays afterwards."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select

from core.accounts.models import RoleGrant
from core.accounts.roles import WITHOUT_ID, role_title, roles
from core.communities.services import community_today, current_community, word
from core.kernel.actor import Actor
from core.people.ages import is_child
from core.people.models import Household, Person
from core.people.services import children_of, members
from core.pluginsystem import dispatch
from core.pluginsystem.away import away_with
from core.pluginsystem.registry import plugins_of
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.models import Team


@dataclass(frozen=True)
class Block:
    """One thing to settle first: a finished sentence, and the page where that is done, if there is one."""

    sentence: str
    endpoint: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def blocks_of(person: Person, actor: Actor) -> list[Block]:
    """Everything that stands in the way; empty when the person can be erased. With blocks, roll back what was written."""
    return [*_plugins(person), *_of_themselves(person, actor), *_family(person), *_posts(person)]


def kept_by_plugins(person: Person) -> list[str]:
    """What the plugins have to keep, in their own words, each after its title. Raises PluginFailed."""
    answers = dispatch.ask_privacy("must_keep", current_community(), person=person)
    title = plugins_of().title
    return [_("%(title)s：%(said)s", title=title(name), said=said) for name, all_of_it in answers.items() for said in all_of_it]


def erased_in_plugins() -> list[str]:
    """The titles of the services that keep something about persons and will be asked, on or off."""
    known = plugins_of()
    return [known.title(plugin.name) for plugin in known.loaded() if plugin.refers_to_persons and known.is_ready(plugin.name)]


def _plugins(person: Person) -> Iterator[Block]:
    community = current_community()
    for name, sentence in dispatch.objections("may_leave", community, person=person).items():
        title = plugins_of().title(name)
        said = _("%(title)s：%(said)s", title=title, said=sentence)
        if community.enabled(name):
            yield Block(said, "desk.resident", {"person_id": person.id})
        else:
            yield Block(said + _("这项服务现在关着，请先打开它。"), "console.plugins")
    for name, tables in away_with(person.id).items():
        yield Block(
            _(
                "服务“%(name)s”的程序现在用不了，它的数据表 %(tables)s 里还有这位居民的记录。请平台运维人员把程序装好，再办注销。",
                name=name, tables="、".join(tables),
            ),
            "console.problems",
        )


def _of_themselves(person: Person, actor: Actor) -> Iterator[Block]:
    if person.id == actor.person_id:
        yield Block(_("不能注销自己，请另一位管理员来办。"))
    if is_child(person):
        yield Block(_("孩子的资料由监护人决定：请监护人在“我的孩子”里撤回同意，电话、身份证号和备注会马上删除。"))
    lasting = or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= community_today())
    held = select(RoleGrant.role_id, RoleGrant.scope).where(RoleGrant.person_id == person.id, lasting)
    for role_id, scope in sorted({(row.role_id, row.scope) for row in db.session.execute(held)}):
        state = roles()[role_id]
        # What somebody holds over their own rows alone, such as being a volunteer, ends with them.
        if state.makes_staff(scope) or scope not in WITHOUT_ID or scope == "community":
            yield Block(_("还担任“%(role)s”，请先收回这个角色。", role=role_title(state)), "console.people_of_station")


def _family(person: Person) -> Iterator[Block]:
    if person.household_id is not None:
        household = db.session.get_one(Household, person.household_id)
        others = [one.person for one in members(household.id) if one.person.id != person.id]
        if household.head_id == person.id and others:
            said = _("是%(number)s的户主，请先把另一位家人设为户主。", number=household.number)
            yield Block(said, "desk.resident", {"person_id": others[0].id})
    for child in children_of(person.id):
        if is_child(child):
            said = _("是%(child)s的监护人，请先登记另一位监护人，再结束这一位的监护。", child=child.name)
            yield Block(said, "desk.guardians", {"child_id": child.id})


def _posts(person: Person) -> Iterator[Block]:
    led = select(Team).where(Team.leader_id == person.id).order_by(Team.name)
    for team in db.session.scalars(led):
        said = _("是%(team)s的负责人，请先换一位%(volunteer)s负责。", team=team.name, volunteer=word("volunteer"))
        yield Block(said, "desk.team", {"team_id": team.id})
