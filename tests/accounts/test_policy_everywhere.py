"""Every role, every permission and every table of core and the plugins: `can` and `scope_filter` say the same."""
from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.accounts.actor import actor_for
from core.accounts.models import Account
from core.accounts.permissions import permission_book
from core.accounts.policy import scope_of
from core.clock import now
from core.communities.services import community_today
from core.kernel.actor import SYSTEM
from core.tenancy.model import Base, mapper_of
from core.tenancy.session import db, use
from core.volunteers.models import Team, TeamMember, TeamPost
from core.volunteers.records import record_service
from tests.matrix_scene import build_scene


@pytest.fixture
def actors(app, community, other_community):
    """One actor of each role, among rows of everything in two grids; the community is in force."""
    phones = build_scene(app, community, other_community).phones
    del phones["other_admin"]
    with app.app_context(), use(community.id):
        serve()
        accounts = {role: db.session.scalars(select(Account).where(Account.phone.matches(p))).one() for role, p in phones.items()}
        yield {role: actor_for(account.person) for role, account in accounts.items()}


def serve():
    """A member of a team who helped somebody: what the scene lacks."""
    team, ended = db.session.scalars(select(Team).limit(1)).one(), now() - timedelta(days=1)
    db.session.add(TeamMember(team_id=team.id, person_id=team.leader_id, joined_on=community_today()))
    db.session.add(TeamPost(team_id=team.id, title="信息员", quota=2))
    record_service(
        helper_id=team.leader_id, source="tests", source_key="tests:1", started_at=ended - timedelta(hours=1),
        ended_at=ended, actor=SYSTEM,
    )  # fmt: skip
    db.session.commit()


def models():
    """The models of all tenant tables."""
    return [mapper_of(name) for name, table in Base.metadata.tables.items() if table.info.get("scope") == "tenant"]


def judged(actor, permission, model, rows):
    """The rows of a model that the filter keeps, and those for which `can` says yes."""
    kept = set(db.session.scalars(select(model.id).where(actor.scope(permission, model))))
    return kept, {row.id for row in rows if actor.can(permission, row)}


@pytest.mark.peer("CVE-2026-5600")
def test_both_judge_alike_for_every_role_permission_and_model(app, actors):
    differing, reached = [], {}
    for model in models():
        rows = list(db.session.scalars(select(model)))
        for role, actor in actors.items():
            for permission in permission_book(app).all():
                if permission.name in actor.permissions:
                    kept, allowed = judged(actor, permission.name, model, rows)
                    differing += [(role, permission.name, model.__name__)] if kept != allowed else []
                    reached.setdefault(model, set()).add(frozenset(kept))
    assert differing == []
    # The proof says something only where not everybody reaches the same rows.
    assert [model.__name__ for model in models() if scope_of(model) and len(reached[model]) == 1] == []


def test_who_lacks_a_permission_has_no_row_by_it(app, actors):
    lacking = [(a, p.name) for a in actors.values() for p in permission_book(app).all() if p.name not in a.permissions]
    reached = {
        (permission, model.__name__)
        for actor, permission in lacking
        for model in models()
        if scope_of(model) and db.session.scalar(select(model.id).where(actor.scope(permission, model)).limit(1))
    }
    assert len(lacking) > 50
    assert reached == set()
