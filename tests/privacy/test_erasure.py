"""After an erasure nothing of the person stands anywhere but where the page said so; and never half of it."""
from __future__ import annotations

import importlib

import pytest
from sqlalchemy import func, select

from core.accounts.account_rows import account_of
from core.accounts.actor import actor_for
from core.accounts.models import Account, AccountSession, ActivationCode, RoleGrant
from core.accounts.roles import grant_role, in_force
from core.communities.state import current_community
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.kernel.ledger.models import LedgerEntry
from core.kernel.links.models import SecretLink
from core.notices import notify
from core.notices.models import Notice
from core.people.models import Consent, Household, HouseholdAid, Person, Residence
from core.people.of_persons import person_columns, tables_of_persons
from core.people.search import search_people
from core.pluginsystem import lifecycle
from core.pluginsystem.registry import plugins_of
from core.privacy.blocks import blocks_of
from core.privacy.erasure import STAYS
from core.privacy.models import ErasureRequest
from core.tenancy.engines import owner_engine
from core.tenancy.model import written_once
from core.tenancy.rls import protect
from core.tenancy.session import db, use
from core.testing_accounts import make_account, make_person, sign_in
from core.volunteers.models import Availability, ServiceRecord, Team, Volunteer, VolunteerSkill
from tests.people.families import GROWN, child_of
from tests.people.households import resident
from tests.privacy.someone import ID_NUMBER, NAME, found_in

SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
# What the page names: written once, so that nobody can change it, and shown on no page any more.
NAMED = {
    "audit_entry.actor_name", "audit_entry.after", "audit_entry.text", "service_record.note", "workflow_step.actor_name",
}  # fmt: skip


def erase(post, admin, wish):
    return post(admin, f"{wish}/erase", sure="y")


def test_what_stays_is_of_tables_that_there_are():
    known = {f"{table.name}.{column}" for table in tables_of_persons("core") for column in person_columns(table)}
    assert STAYS - known == set()


def test_no_word_of_the_person_is_left_but_where_the_page_says(app, community, someone, admin, wish, post):
    words = {*someone.canaries.values(), someone.phone, ID_NUMBER, NAME, "丝丝入扣"}
    before = found_in(app, words)
    assert len(before) > 40 and set(someone.canaries) - set(before) == set()
    assert erase(post, admin, wish).status_code == 303
    left = found_in(app, words)
    assert set(left) == NAMED
    assert {name.partition(".")[0] for name in left} <= written_once()


def test_the_person_is_a_nameless_row_and_the_account_is_closed(app, community, someone, admin, wish, post, client):
    erase(post, admin, wish)
    with app.app_context(), use(community.id):
        person = db.session.get(Person, someone.person)
        kept = (person.name, person.phone, person.id_number, person.birth_date, person.note, person.household_id)
        assert kept == ("已注销", None, None, None, "", None) and person.erased_on is not None
        account = account_of(person)
        assert (account.active, account.password_hash, account.phone) == (False, None, None)
        gone = {
            model.__name__: db.session.scalar(select(func.count()).select_from(model).where(column == person.id))
            for model, column in (
                (Residence, Residence.person_id), (Notice, Notice.person_id), (ActivationCode, ActivationCode.person_id),
                (SecretLink, SecretLink.person_id), (RoleGrant, RoleGrant.person_id),
            )
        }
        held = select(func.count()).select_from(RoleGrant).where(RoleGrant.person_id == person.id, in_force())
        assert (gone, db.session.scalar(held)) == (
            {"Residence": 0, "Notice": 0, "ActivationCode": 0, "SecretLink": 0, "RoleGrant": 1}, 0
        )
        sessions = select(func.count()).select_from(AccountSession).where(AccountSession.account_id == account.id)
        assert db.session.scalar(sessions) == 0
        volunteer = db.session.query(Volunteer).filter_by(person_id=person.id).one()
        assert (volunteer.state, volunteer.note, volunteer.building_id) == ("refused", "", None)
        assert [db.session.query(model).count() for model in (VolunteerSkill, Availability, HouseholdAid)] == [0, 0, 0]
        assert search_people("已注销", SYSTEM) == [] and search_people("丝", SYSTEM) == []
    assert sign_in(client, someone.phone).status_code != 302
    assert admin.get(f"/desk/people/{someone.person}").status_code == 404


def test_sums_and_proofs_stay_without_the_name(app, community, someone, admin, wish, post):
    def kept():
        with app.app_context(), use(community.id):
            mine = (ServiceRecord.helper_id == someone.person) | (ServiceRecord.helped_id == someone.person)
            return (
                db.session.scalar(select(func.count()).select_from(ServiceRecord).where(mine)),
                db.session.scalar(select(func.sum(ServiceRecord.minutes))),
                db.session.scalar(select(func.count()).select_from(LedgerEntry)),
                db.session.scalar(select(func.count()).where(Consent.person_id == someone.person)),
            )

    before = kept()
    assert erase(post, admin, wish).status_code == 303
    assert kept() == before and before[0] == 2
    with app.app_context(), use(community.id):
        assert db.session.scalar(select(func.count()).where(Consent.person_id == someone.person, Consent.withdrawn_at.is_(None))) == 0
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "people.erase")).one()
        assert (entry.object_kind, entry.object_id, entry.actor_name) == ("person", someone.person, "梁管理")
        row = db.session.query(ErasureRequest).one()
        assert (row.state, row.words) == ("erased", "")


def test_pages_do_not_show_what_the_records_still_say(someone, admin, wish, post):
    assert NAME in admin.get("/console/records").text
    erase(post, admin, wish)
    page = admin.get("/console/records").text
    assert NAME not in page and "本人已注销，内容不再显示" in page


@SQLITE
def test_a_plugin_that_is_off_is_asked_too(app, community, someone, admin, wish, post):
    with app.app_context(), use(community.id):
        lifecycle.disable(current_community(), "micro_wish", SYSTEM)
        db.session.commit()
    assert erase(post, admin, wish).status_code == 303
    assert set(found_in(app, {someone.canaries["micro_wish_wish.title"]})) == set()


@pytest.mark.parametrize("commits", [False, True])
def test_a_plugin_that_fails_undoes_everything_and_is_named(app, community, someone, admin, wish, post, monkeypatch, commits):
    def fails(person_id):
        if commits:
            db.session.commit()
        raise RuntimeError("half way")

    monkeypatch.setattr(importlib.import_module("plugins.venues.services.privacy"), "erase", fails)
    words = {*someone.canaries.values(), NAME}
    before = found_in(app, words)
    answer = erase(post, admin, wish)
    assert answer.status_code == 422
    with app.app_context(), use(community.id):
        title = str(plugins_of().by_name["venues"].title)
        assert f"{title}出错了，什么也没有做" in answer.text
        assert db.session.query(ErasureRequest).one().state == "asked"
        assert db.session.get(Person, someone.person).erased_on is None
    assert found_in(app, words) == before


def test_what_blocks_is_named_with_where_to_settle_it_and_nothing_is_erased(app, community, someone, admin, wish, post):
    with app.app_context(), use(community.id):
        person = db.session.get(Person, someone.person)
        person.birth_date = GROWN
        resident("韦大山", db.session.get(Household, someone.home), "spouse")
        child_of(person)
        grant_role(person, "grid_worker", "community", actor=SYSTEM)
        db.session.add(Team(name="巡逻队", leader_id=person.id))
        db.session.commit()
    page = admin.get(wish).text
    for said in ("的户主，请先把另一位家人设为户主", "韦小宝的监护人", "还担任“网格员”", "巡逻队的负责人"):
        assert said in page
    assert "可以注销" not in page
    answer = erase(post, admin, wish)
    assert answer.status_code == 422 and "先办好这些，才能注销" in answer.text
    with app.app_context(), use(community.id):
        assert db.session.get(Person, someone.person).erased_on is None
        assert db.session.query(ErasureRequest).one().state == "asked"


def test_open_business_of_a_plugin_blocks_in_its_own_words(app, community, someone, admin, wish, post):
    with app.app_context(), owner_engine(app).begin() as connection:
        connection.exec_driver_sql(f"UPDATE venues_booking SET state = 'approved' WHERE person_id = {someone.person}")
    assert "个场地预约没有用，请先取消" in admin.get(wish).text
    assert erase(post, admin, wish).status_code == 422


def test_a_plugin_whose_code_is_missing_blocks_by_name(app, community, someone, admin, wish, post):
    tables = (
        "CREATE TABLE alembic_version_gone (version_num VARCHAR(32) PRIMARY KEY)",
        "CREATE TABLE gone_note (community_id BIGINT, id BIGINT, words TEXT, person_id BIGINT, PRIMARY KEY (community_id, id),"
        " FOREIGN KEY (community_id, person_id) REFERENCES person (community_id, id))",
    )
    with app.app_context():
        try:
            with owner_engine(app).begin() as connection:
                for statement in tables:
                    connection.exec_driver_sql(statement)
                protect(app, connection)
            assert "可以注销" in admin.get(wish).text  # nothing about this person
            with owner_engine(app).begin() as connection:
                connection.exec_driver_sql(f"INSERT INTO gone_note VALUES ({community.id}, 1, 'x', {someone.person})")
            page = admin.get(wish).text
            assert "服务“gone”的程序现在用不了，它的数据表 gone_note 里还有这位居民的记录" in page
            assert erase(post, admin, wish).status_code == 422
        finally:
            with owner_engine(app).begin() as connection:
                connection.exec_driver_sql("DROP TABLE IF EXISTS gone_note")
                connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version_gone")


def test_another_community_and_everybody_else_here_stay_as_they_were(app, community, other_community, someone, admin, wish, post):
    with app.app_context(), use(other_community.id):
        twin = make_person(NAME, phone=someone.phone)
        make_account(twin, phone=someone.phone)
        notify(twin.id, "您好")
        db.session.commit()
        twin_id = twin.id
    with app.app_context(), use(community.id):
        notify(someone.other, "别人的消息")
        db.session.commit()
    assert erase(post, admin, wish).status_code == 303
    with app.app_context(), use(other_community.id):
        twin = db.session.get(Person, twin_id)
        assert (twin.name, Person.phone.clear(twin), account_of(twin).active) == (NAME, someone.phone, True)
        assert db.session.query(Notice).count() == 1
    with app.app_context(), use(community.id):
        assert db.session.scalar(select(func.count()).where(Notice.person_id == someone.other, Notice.text == "别人的消息")) == 1
        assert db.session.get(Person, someone.other).name == "陆平安"


def test_nobody_erases_themselves_or_without_the_tick(app, community, someone, admin, wish, post):
    assert post(admin, f"{wish}/erase").status_code == 422
    with app.app_context(), use(community.id):
        assert db.session.get(Person, someone.person).erased_on is None
        person = db.session.get(Person, someone.person)
        assert [b.sentence for b in blocks_of(person, actor_for(person))] == ["不能注销自己，请另一位管理员来办。"]


@SQLITE
def test_an_erased_person_is_found_nowhere_and_let_in_nowhere(app, community, someone, admin, wish, post):
    erase(post, admin, wish)
    for address in (f"/desk/people/{someone.person}", f"/desk/people/{someone.person}/edit", f"/desk/people/{someone.person}/copy", wish):
        assert admin.get(address).status_code == 404
    for address in (f"/desk/people/{someone.person}/activation-code", f"/desk/people/{someone.person}/account/on"):
        assert post(admin, address, reason="误操作").status_code == 404
    assert erase(post, admin, wish).status_code == 404
    with app.app_context(), use(community.id):
        assert db.session.query(Account).filter_by(person_id=someone.person).one().active is False
