"""Posts by need 因需设岗 of a team and its fixed service items: quotas and skills that joining keeps to."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from core.communities.services import community_today, usual
from core.errors import BadEntry, Missing
from core.kernel import audit
from core.kernel.actor import Actor
from core.kernel.locking import locked
from core.people.models import Person
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.models import Skill, Team, TeamMember, TeamPost, Volunteer, VolunteerSkill

MOST_POSTS, MOST_ITEMS, LARGEST_QUOTA, ITEM = 20, 12, 50, 20


@dataclass(frozen=True)
class PostView:
    """A post with how many members hold it."""

    post: TeamPost
    filled: int
    skill: str

    @property
    def missing(self) -> int:
        """How many more it takes."""
        return max(0, self.post.quota - self.filled)


def posts_of_team(team: Team) -> list[PostView]:
    """The posts of a team in the order of making; one statement."""
    filled = (
        select(func.count())
        .where(TeamMember.team_id == TeamPost.team_id, TeamMember.post == TeamPost.title, TeamMember.left_on.is_(None))
        .correlate(TeamPost)
        .scalar_subquery()
    )
    query = select(TeamPost, filled, Skill.title).outerjoin(Skill, Skill.id == TeamPost.skill_id)
    rows = db.session.execute(query.where(TeamPost.team_id == team.id).order_by(TeamPost.id))
    return [PostView(post, int(count), usual(title)) for post, count, title in rows]


def save_team_post(
    team: Team, title: str, quota: int, actor: Actor, *, need: str = "", skill_id: int | None = None
) -> TeamPost:
    """A new post, or another need, quota or skill for the one of this title; who holds it stays. Raises BadEntry."""
    title = title.strip()[:30]
    if not title or not 1 <= quota <= LARGEST_QUOTA:
        raise BadEntry(_("请写岗位名称，名额填 1 到 %(most)s。", most=LARGEST_QUOTA))
    if skill_id is not None and db.session.get(Skill, skill_id) is None:
        raise BadEntry(_("没有这项技能，请从列表里选。"))
    team = locked(team)
    post = _named(team, title)
    if post is None:
        count = db.session.scalar(select(func.count()).where(TeamPost.team_id == team.id)) or 0
        if count >= MOST_POSTS:
            raise BadEntry(_("一支队伍最多 %(count)s 个岗位，请先删掉不用的。", count=MOST_POSTS))
        post = TeamPost(team_id=team.id, title=title, quota=quota)
        db.session.add(post)
    post.quota, post.need, post.skill_id = quota, need.strip()[:200], skill_id
    db.session.flush()
    _noted("teams.post", _("%(team)s的岗位：%(post)s，%(quota)s 人", team=team.name, post=title, quota=quota), team, actor)
    return post


def drop_team_post(team: Team, post_id: int, actor: Actor) -> None:
    """Take a post away that nobody holds. Raises Missing, BadEntry."""
    team = locked(team)
    view = next((view for view in posts_of_team(team) if view.post.id == post_id), None)
    if view is None:
        raise Missing(_("这支队伍没有这个岗位，可能已经删除。"))
    if view.filled:
        raise BadEntry(_("还有 %(count)s 位成员在“%(post)s”岗位，请先给他们换岗位。", count=view.filled, post=view.post.title))
    title = view.post.title
    db.session.delete(view.post)
    db.session.flush()
    _noted("teams.post_gone", _("%(team)s撤掉岗位：%(post)s", team=team.name, post=title), team, actor)


def set_team_items(team: Team, items: Iterable[str], actor: Actor) -> None:
    """The team's fixed service items 固定服务项目, each once. Raises BadEntry."""
    wanted = list(dict.fromkeys(item.strip() for item in items if item.strip()))
    if len(wanted) > MOST_ITEMS or any(len(item) > ITEM for item in wanted):
        raise BadEntry(_("固定服务项目最多 %(count)s 项，每项最多 %(long)s 个字。", count=MOST_ITEMS, long=ITEM))
    team = locked(team)
    team.items = wanted
    db.session.flush()
    _noted("teams.items", _("%(team)s的固定项目：%(items)s", team=team.name, items=_("、").join(wanted)), team, actor)


def check_post(team: Team, person: Person, title: str) -> None:
    """Whether a person may take a post of the team, which the caller has locked; raises BadEntry.

    A title that is no post by need is only a word beside the name.
    """
    post = _named(team, title)
    if post is None:
        return
    others = select(func.count()).where(
        TeamMember.team_id == team.id, TeamMember.post == title, TeamMember.left_on.is_(None),
        TeamMember.person_id != person.id,
    )  # fmt: skip
    if (db.session.scalar(others) or 0) >= post.quota:
        raise BadEntry(_("“%(post)s”岗位已满 %(quota)s 人，请换一个岗位，或先把名额改多。", post=title, quota=post.quota))
    if post.skill_id is not None:
        _check_skill(post, person)


def _check_skill(post: TeamPost, person: Person) -> None:
    held = (
        select(VolunteerSkill.valid_until)
        .join(Volunteer, Volunteer.id == VolunteerSkill.volunteer_id)
        .where(Volunteer.person_id == person.id, VolunteerSkill.skill_id == post.skill_id)
    )
    row = db.session.execute(held).one_or_none()
    skill = usual(db.session.get_one(Skill, post.skill_id).title)
    if row is None:
        raise BadEntry(
            _("“%(post)s”岗位需要“%(skill)s”技能，%(name)s没有登记。请先在志愿者页面登记。", post=post.title, skill=skill, name=person.name)
        )
    if row.valid_until is not None and row.valid_until < community_today():
        raise BadEntry(
            _("%(name)s的“%(skill)s”证书已过期，不能到“%(post)s”岗位。请先更新证书。", name=person.name, skill=skill, post=post.title)
        )


def _named(team: Team, title: str) -> TeamPost | None:
    return db.session.scalar(select(TeamPost).where(TeamPost.team_id == team.id, TeamPost.title == title))


def _noted(action: str, text: str, team: Team, actor: Actor) -> None:
    audit.write(action, text, actor=actor, object_kind="team", object_id=team.id)
