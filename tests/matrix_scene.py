"""The people and rows of the authorisation matrix: the same kinds of rows in two grids, in another community, nowhere."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.accounts.account_rows import account_of
from core.accounts.activation import issue_activation_code
from core.accounts.models import Account, AccountSession, Registration, RoleGrant
from core.accounts.registration import register
from core.accounts.roles import grant_role
from core.accounts.sessions import open_session
from core.clock import now
from core.communities.services import community_today
from core.communities.state import current_community, forget
from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.people.approval_flow import approval_flow
from core.people.children_models import ChildApproval, GuardianInvitation, Guardianship
from core.people.models import HouseholdAid
from core.places.register import save_place
from core.platform.operators import create_operator
from core.pluginsystem import dispatch, lifecycle
from core.pluginsystem.registry import plugins_of
from core.privacy.requests import ask_erasure
from core.tenancy.engines import app_engine
from core.tenancy.nodes import ensure_node
from core.tenancy.session import db, use
from core.testing import add_community
from core.testing_accounts import PASSWORD, csrf_of, make_account, make_building, make_person, next_phone, sign_in
from core.volunteers.models import PersonBlock, Team, Unit, Volunteer
from core.volunteers.services import block
from core.volunteers.workflow import volunteer_workflow

MISSING = "987654321987654321"
# Names that stand in rows of one place only; a page that shows one to the wrong person leaks.
CANARIES = {"own": "甲格金丝雀", "other_grid": "乙格金丝雀", "other_community": "外社金丝雀"}
# Arguments that name no row.
WORDS = {
    "name": "love_savings",
    "field": "phone",
    "transition": "accept",
    "position": "on",
    "key": "grid_worker",
    "permission": "people.view",
    "filename": "seal.svg",
    "code": "ABCDE23456",
    "step": "cancel",
    "answer": "accept",
    "side": "guardian",
}
GRID = ("grid_worker", "grids")
OPERATOR = {"login": "matrix-ops", "password": "a long enough sentence"}


@dataclass
class Scene:
    """Values for the arguments of routes, by target; plugins' by endpoint; the phones of those who look; where it is."""

    values: dict[str, dict[str, str]] = field(default_factory=dict)
    plugins: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    community: Any = None
    other_community: Any = None

    def kwargs(self, target: str, endpoint: str, names: set[str]) -> dict[str, str] | None:
        """Values for a route's arguments, or None when the target has no such row."""
        known = {**WORDS, **self.values.get(target, {}), **self.plugins.get(target, {}).get(endpoint, {})}
        if target == "missing":
            known = {name: WORDS.get(name, MISSING) for name in names}
        if target == "wrong_word":
            known = {**self.values["own"], **self.plugins["own"].get(endpoint, {}), **dict.fromkeys(WORDS, "no-such-word")}
            known["position"] = "off"
        return {name: known[name] for name in names} if names <= set(known) else None


_standing: dict[int, Scene] = {}


def standing_scene(site: Any, app: Any) -> Scene:
    """The scene in communities of its own: built once for each database, put back as it was for each test."""
    if id(site) in _standing:
        site.reset("scene")
        with app.app_context():
            forget()
        for kept in ("linli.once", "linli.pages"):
            app.extensions.pop(kept, None)
    else:
        here, there = add_community(app, "matrix-test", "全景测试社区"), add_community(app, "matrix-other", "全景别处社区")
        _standing[id(site)] = build_scene(app, here, there)
        site.keep("scene")
    ensure_node(app_engine(app))
    return _standing[id(site)]


def build_scene(app: Any, community: Any, other_community: Any) -> Scene:
    """Store everything, and an account for each kind of actor."""
    scene = Scene(community=community, other_community=other_community)
    with app.app_context():
        create_operator(OPERATOR["login"], "运营", OPERATOR["password"])
    with app.app_context(), use(community.id):
        switch_on()
        here, there = make_building(1), make_building(2)
        scene.values = {"own": rows(here, CANARIES["own"]), "other_grid": rows(there, CANARIES["other_grid"])}
        scene.plugins["own"] = plugin_examples()
        unit = Unit(name="共建单位")
        db.session.add(unit)
        db.session.flush()
        scene.phones = {
            "community_admin": person("管理员", "community_admin"),
            "grid_worker": person("网格员一", (*GRID, [here.grid_id])),
            "other_grid_worker": person("网格员二", (*GRID, [there.grid_id])),
            "building_head": person("楼栋长", ("building_head", "buildings", [here.id])),
            "volunteer": person("志愿者", ("volunteer", "own", ())),
            "resident": person("邻居", building=make_building(3)),
            "unit_contact": person("联系人", ("unit_contact", "unit", [unit.id])),
        }
    with app.app_context(), use(other_community.id):
        switch_on()
        scene.values["other_community"] = rows(make_building(1), CANARIES["other_community"])
        scene.plugins["other_community"] = plugin_examples()
        scene.phones["other_admin"] = person("别处管理员", "community_admin")
    return scene


def person(name: str, *roles: Any, building: Any = None) -> str:
    """Somebody with an account; the phone to sign in with."""
    return make_account(make_person(name, building), *roles)


def switch_on() -> None:
    """Every plugin that is fit, in the order of their needs."""
    for name in plugins_of().order:
        if plugins_of().is_ready(name):
            lifecycle.enable(current_community(), name, SYSTEM)
    db.session.commit()


def plugin_examples() -> dict[str, dict[str, str]]:
    """What the plugins give as examples in the community in force."""
    found: dict[str, dict[str, str]] = {}
    for name in plugins_of().order:
        for endpoint, values in (dispatch.tell_one("examples", current_community(), name) or {}).items():
            found[endpoint] = {key: str(value) for key, value in values.items()}
    db.session.commit()
    return found


def rows(building: Any, canary: str) -> dict[str, str]:
    """One row of everything that core's addresses name, all about a person called `canary`."""
    someone = make_person(canary, building)
    register(name=canary, phone=next_phone(), password=PASSWORD, address=canary, building_id=building.id)
    registration = db.session.scalars(select(Registration).where(Registration.building_id == building.id)).one()
    volunteer = Volunteer(person_id=someone.id, building_id=building.id, grid_id=building.grid_id)
    volunteer_workflow.start(volunteer, SYSTEM)
    aid = HouseholdAid(household_id=someone.household_id, since=community_today())
    aid.category = "low_income"
    db.session.add(aid)
    team = Team(name=canary, kind="building", building_id=building.id, leader_id=someone.id)
    db.session.add(team)
    avoided = make_person("回避的人")
    block(someone, avoided, SYSTEM, "两家有矛盾")
    barred = db.session.scalars(select(PersonBlock).where(PersonBlock.person_id == someone.id)).one()
    grant_role(someone, "resident", "own", actor=SYSTEM)
    # Everybody at the desk sees the community's places; another community's name among them would be a leak.
    venue = save_place(None, SYSTEM, name=canary if canary == CANARIES["other_community"] else f"{building.name}活动室")
    family = child_rows(canary, building, someone)
    entry = audit.write("plugins.configure", canary, actor=SYSTEM)
    code = issue_activation_code(someone, SYSTEM)
    db.session.commit()
    return {
        "person_id": str(someone.id),
        "building_id": str(building.id),
        "grid_id": str(building.grid_id),
        "room_id": str(someone.room_id),
        "household_id": str(someone.household_id),
        "registration_id": str(registration.id),
        "volunteer_id": str(volunteer.id),
        "team_id": str(team.id),
        "block_id": str(barred.id),
        "place_id": str(venue.id),
        "aid_id": str(aid.id),
        "entry_id": str(entry.id),
        **family,
        "grant_id": str(db.session.scalars(select(RoleGrant.id).where(RoleGrant.person_id == someone.id)).one()),
        "session_id": str(browser_of(someone).id),
        "code": code.replace("-", ""),
    }


def browser_of(someone: Any) -> AccountSession:
    """A device that somebody is signed in with."""
    make_account(someone)
    open_session(account_of(someone).id)
    owner = AccountSession.account
    return db.session.scalars(select(AccountSession).join(owner).where(Account.person_id == someone.id)).one()


def child_rows(canary: str, building: Any, guardian: Any) -> dict[str, str]:
    """A child of the guardian, an invitation to a further one, a request to open the record, the guardian's to be erased."""
    day = community_today()
    child = make_person(canary, building, birth_date=day - timedelta(days=3000))
    tie = Guardianship(child_id=child.id, guardian_id=guardian.id, relation="mother", since=day)
    asked = GuardianInvitation(
        child_id=child.id, guardian_id=make_person("受邀的人").id, invited_by_id=guardian.id, relation="father", invited_at=now()
    )
    wanted = ChildApproval(worker_id=guardian.id, child_id=child.id, reason="家访", asked_at=now())
    approval_flow.start(wanted, SYSTEM)
    db.session.add_all([tie, asked])
    db.session.flush()
    return {
        "child_id": str(child.id), "guardianship_id": str(tie.id), "invitation_id": str(asked.id), "approval_id": str(wanted.id),
        "erasure_id": str(ask_erasure(guardian, SYSTEM).id),
    }


def enter(client: Any, phone: str) -> None:
    """Sign a browser in; fails loudly."""
    answer = sign_in(client, phone)
    assert answer.status_code == 302, answer.text


def enter_as_operator(client: Any) -> None:
    """Sign a browser in on the operator's address; fails loudly."""
    answer = client.post("/platform/login", data={**OPERATOR, "csrf_token": csrf_of(client, "/platform/login")})
    assert answer.status_code == 302, answer.text
