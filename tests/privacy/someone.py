"""Somebody about whom core and every plugin keep something, with a word of its own in each of their fields."""
from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import JSON, String, Table, select, update

from core.accounts.account_rows import account_of
from core.accounts.activation import issue_activation_code
from core.accounts.actor import actor_for
from core.accounts.models import Registration
from core.accounts.registration import workflow as registration_flow
from core.accounts.roles import grant_role
from core.accounts.sessions import open_session
from core.clock import now
from core.communities.services import community_today, current_community
from core.kernel.actor import SYSTEM
from core.kernel.ledger.models import LedgerAccount
from core.kernel.links import open_link
from core.kernel.workflow import workflows
from core.notices import notify
from core.people.models import Person
from core.people.of_persons import person_columns
from core.people.sensitive import sensitive_fields
from core.people.services import VOLUNTEERING, give_consent, grant_aid, register_hukou
from core.pluginsystem import dispatch, lifecycle
from core.pluginsystem.contract_privacy import holds_words
from core.pluginsystem.registry import plugins_of
from core.privacy.requests import ask_erasure
from core.tenancy.engines import owner_engine
from core.tenancy.model import Base, mapped_classes, mapper_of
from core.tenancy.session import db, use
from core.testing_accounts import make_account, make_person
from core.volunteers.joining import apply_as_volunteer
from core.volunteers.models import Skill, Team, TeamMember
from core.volunteers.services import block, record_service
from tests.attacks.canary import CODED
from tests.people.households import add_building, add_grid, household_in, resident

NAME, ID_NUMBER = "欧阳丝雨", "450102194001011239"
# Of each plugin, whose rows become the person's.
SUBJECTS = {
    "activities": "activities_signup.person_id", "after_school": "after_school_application.guardian_id",
    "love_savings": "love_savings_request.person_id", "micro_wish": "micro_wish_wish.person_id",
    "paired_help": "paired_help_case.person_id", "venues": "venues_booking.person_id",
}  # fmt: skip
# The column by which a row tells of the person, the first that the table has.
TELLS = ("person_id", "guardian_id", "helper_id")
NOT_ABOUT = {"venues_booking.title"}  # public words about a place, as the plugin's contract says


def known_everywhere(app: Any, community: Any) -> SimpleNamespace:
    """person, other and home (ids), phone and admin (to sign in with), canaries ("table.column" -> word); committed."""
    with app.app_context(), use(community.id):
        person, other = _registered()
        admin = make_account(make_person("梁管理"), "community_admin")
        for name in plugins_of().order:
            if plugins_of().is_ready(name):
                lifecycle.enable(current_community(), name, SYSTEM)
                dispatch.tell_one("examples", current_community(), name)
        db.session.commit()
        someone = SimpleNamespace(person=person.id, other=other.id, admin=admin, home=person.household_id)
    _take_over(app, community, someone.person)
    someone.canaries = _fill(app, community, someone.person)
    someone.phone = someone.canaries["account.phone"]  # to sign in with
    with app.app_context(), use(community.id):
        person = db.session.get_one(Person, someone.person)
        ask_erasure(person, actor_for(person), "丝丝入扣")
        db.session.commit()
    return someone


def _registered() -> tuple[Person, Person]:
    """Core's rows, of every kind that a person can have, and another person who shares some of them."""
    home = household_in(add_building(3, add_grid("01")), "201")
    person = resident(NAME, home, phone="13912345678", id_number=ID_NUMBER, note="备注")
    other = make_person("陆平安")
    register_hukou(person, home, SYSTEM, on=community_today())
    grant_aid(home, "low_income", SYSTEM, since=community_today())
    make_account(person, ("resident", "own", ()), phone="13912345678")
    open_session(account_of(person).id, "Firefox", "203.0.*.*")
    issue_activation_code(person, SYSTEM)
    asked = Registration(name=NAME, phone="13912345678", room_text="3-201", person_id=person.id)
    registration_flow.start(asked, SYSTEM)
    skill, team = Skill(key="read", title="读报"), Team(name="爱心一队")
    db.session.add_all([skill, team])
    db.session.flush()
    give_consent(person, VOLUNTEERING, SYSTEM)
    apply_as_volunteer(person, SYSTEM, skill_ids=[skill.id], windows=[(0, 540, 600)], note="会读报")
    db.session.add(TeamMember(team_id=team.id, person_id=person.id, post="联络", joined_on=community_today()))
    block(person, other, SYSTEM, "两家有矛盾")
    for helper, helped in ((person, other), (other, person)):
        ended = now() - timedelta(days=1)
        record_service(
            helper_id=helper.id, helped_id=helped.id, source="test", source_key=f"test:{helper.id}", minutes=30,
            started_at=ended - timedelta(minutes=30), ended_at=ended, note="读报", actor=SYSTEM,
        )  # fmt: skip
    notify(person.id, "您好", source="test")
    open_link("test.calendar", person.id)
    grant_role(other, "resident", "own", actor=SYSTEM)
    db.session.commit()
    return person, other


def _take_over(app: Any, community: Any, person_id: int) -> None:
    """The plugins' example rows become the person's, and everything that is under way comes to an end."""
    with app.app_context(), owner_engine(app).begin() as connection:
        for plugin, subject in SUBJECTS.items():
            name, column = subject.split(".")
            table = Base.metadata.tables[name]
            mine = table.c.community_id == community.id
            former = connection.scalar(select(table.c[column]).where(mine).order_by(table.c.id).limit(1))
            assert former is not None, subject
            for each in (t for t in Base.metadata.sorted_tables if t.info.get("owner") == plugin):
                for key in person_columns(each):
                    connection.execute(update(each).where(each.c[key] == former).values({key: person_id}))
            accounts = LedgerAccount.__table__
            connection.execute(update(accounts).where(accounts.c.owner_id == former).values(owner_id=person_id))
        for flow in workflows.values():
            table, ended = flow.model.__table__, [state.key for state in flow.graph.states.values() if state.final]
            if ended and flow.owner not in ("core", "tests"):
                connection.execute(update(table).where(table.c.community_id == community.id).values(state=ended[0]))


def _fill(app: Any, community: Any, person_id: int) -> dict[str, str]:
    """A word of its own into every text of the rows that tell of the person, past all rules."""
    canaries: dict[str, str] = {}
    with app.app_context(), use(community.id), owner_engine(app).begin() as connection:
        for table in _tables():
            key = next((name for name in TELLS if name in person_columns(table)), None)
            if table.name == "person":
                key = "id"
            if key is None and table.name != "account_session":
                continue
            here = table.c.community_id == community.id
            mine = here if key is None else here & (table.c[key] == person_id)
            if key is None:
                account = Base.metadata.tables["account"]
                own = select(account.c.id).where(account.c.person_id == person_id, account.c.community_id == community.id)
                mine = here & table.c.account_id.in_(own)
            for row_id in connection.scalars(select(table.c.id).where(mine)).all():
                values = _words(table, community.id, row_id, canaries)
                if values:
                    connection.execute(update(table).where(here, table.c.id == row_id).values(values))
    return canaries


def _words(table: Table, community_id: int, row_id: int, canaries: dict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    model = mapper_of(table.name)
    for column in table.columns:
        full = f"{table.name}.{column.name}"
        if isinstance(column.type, String) and holds_words(column) and not {column.name, full} & (CODED | NOT_ABOUT):
            values[column.name] = canaries[f"{table.name}.{column.name}"] = f"丝{len(canaries):03}"
    for name, field in sensitive_fields(model).items():
        if name == "totp":
            continue
        word = f"1997000{len(canaries):04}" if name.endswith("phone") else f"丝{len(canaries):03}"
        canaries[f"{table.name}.{name}"] = word
        values |= field.columns(model, community_id, row_id, word)
    return values


def _tables() -> Iterator[Table]:
    for table in Base.metadata.sorted_tables:
        if table.info.get("scope") == "tenant" and table.info.get("owner") != "tests" and table.name != "audit_entry":
            yield table


def found_in(app: Any, words: set[str]) -> dict[str, set[str]]:
    """Which of the words stand where in the whole database, "table.column" -> words, what is encrypted included."""
    found: dict[str, set[str]] = {}
    models = {model.__tablename__: model for model in mapped_classes()}
    with app.app_context(), owner_engine(app).connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.info.get("owner") == "tests":
                continue
            fields = sensitive_fields(models[table.name])
            for row in connection.execute(select(table)):
                told = {c.name: _text(c, getattr(row, c.name)) for c in table.columns}
                told |= {name: field.clear(row, models[table.name]) or "" for name, field in fields.items()}
                for name, text in told.items():
                    hits = {word for word in words if word in text}
                    if hits:
                        found.setdefault(f"{table.name}.{name}", set()).update(hits)
    return found


def _text(column: Any, value: Any) -> str:
    if isinstance(column.type, JSON):
        return json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, str) else ""
