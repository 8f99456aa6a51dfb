"""Forgetting a service: a copy first, then nothing of it is left in this community, and all of it in the others."""
from __future__ import annotations

import contextvars
import io
import json
import zipfile

import pytest
from sqlalchemy import select

from core.communities.state import current_community
from core.errors import Forbidden
from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.kernel.jobs import enqueue
from core.kernel.jobs.models import Job
from core.kernel.ledger import LedgerAccount, open_account, transfer
from core.kernel.pictures import Picture
from core.pluginsystem import dispatch, lifecycle
from core.pluginsystem.belongings import belongings, counted, own_tables
from core.pluginsystem.errors import NoSuchPlugin, SwitchRefused
from core.pluginsystem.forgetting import _claim, copied, copy, forget
from core.pluginsystem.models import PluginState
from core.pluginsystem.settings import settings_for
from core.tenancy.model import Base, mapper_of
from core.tenancy.session import db, use

WITH_TABLES = ["activities", "after_school", "love_savings", "micro_wish", "paired_help", "venues"]
# Columns of core's tables that name whose row it is.
OWNING = {"owner_kind", "kind", "workflow", "source"}


def used(app, community, *names):
    """Switch services on, let them make their example rows, and switch them off."""
    with app.app_context(), use(community.id) as session:
        for name in names:
            lifecycle.enable(current_community(), name, SYSTEM)
            dispatch.tell_one("examples", current_community(), name)
            session.commit()
            lifecycle.disable(current_community(), name, SYSTEM)
            session.commit()


def forgotten(name, *, clear=False):
    """Copy and forget in the community in force; returns the copy."""
    file = io.BytesIO()
    copy(current_community(), name, SYSTEM, file, clear=clear)
    forget(current_community(), name, SYSTEM)
    db.session.commit()
    return zipfile.ZipFile(file)


def rows(archive, table):
    return [json.loads(line) for line in archive.read(f"{table}.jsonl").decode().splitlines()]


@pytest.fixture
def savings(app, community):
    """Inside the community where the savings station was used and is off."""
    used(app, community, "love_savings")
    with app.app_context(), use(community.id) as session:
        yield session


@pytest.mark.parametrize("name", WITH_TABLES)
def test_a_forgotten_service_leaves_nothing_here_and_everything_next_door(app, community, other_community, name):
    used(app, community, name)
    used(app, other_community, name)
    with app.app_context(), use(other_community.id):
        next_door = counted(name)
    with app.app_context(), use(community.id):
        before = counted(name)
        assert set(before) & {table.name for table in own_tables(name)}
        archive = forgotten(name)

        tables = [part.removesuffix(".jsonl") for part in archive.namelist() if part != "README.txt"]
        assert {table: len(rows(archive, table)) for table in tables} == before
        assert counted(name, with_staying=False) == {}
    with app.app_context(), use(other_community.id):
        assert counted(name) == next_door


@pytest.mark.parametrize("name", WITH_TABLES)
@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_what_core_keeps_for_a_service_bears_its_name(app, community, name):
    used(app, community, name)
    with app.app_context(), use(community.id):
        told = {b.table for b in belongings(name)} | {"service_record", "audit_entry"}
        for table in Base.metadata.sorted_tables:
            if table.info.get("owner") == "core" and table.info.get("scope") == "tenant":
                for column in OWNING & set(table.c.keys()):
                    kinds = set(db.session.scalars(select(table.c[column]).distinct()))
                    mine = {kind for kind in kinds if kind == name or str(kind).startswith((f"{name}.", f"{name}_"))}
                    assert mine == set() or table.name in told, (table.name, mine)


def test_a_service_that_is_on_is_not_forgotten(savings):
    lifecycle.enable(current_community(), "love_savings", SYSTEM)
    with pytest.raises(SwitchRefused, match="爱心储蓄所还开着，请先关闭它"):
        forget(current_community(), "love_savings", SYSTEM)
    with pytest.raises(SwitchRefused, match="请先关闭它"):
        copy(current_community(), "love_savings", SYSTEM, io.BytesIO())


def test_nothing_is_forgotten_before_it_was_copied(savings):
    before = counted("love_savings")
    with pytest.raises(SwitchRefused, match="请先导出一份数据"):
        forget(current_community(), "love_savings", SYSTEM)
    assert counted("love_savings") == before


def test_a_copy_from_before_the_service_was_used_again_does_not_count(app, community, savings, later):
    copy(current_community(), "love_savings", SYSTEM, io.BytesIO())
    savings.commit()
    assert copied("love_savings") is True

    later(minutes=1)
    used(app, community, "love_savings")

    assert copied("love_savings") is False


def test_who_switches_it_on_while_it_is_being_forgotten_keeps_the_data(app, community, savings):
    row = savings.query(PluginState).filter_by(plugin="love_savings").one()
    savings.commit()
    run = app.test_cli_runner().invoke
    assert contextvars.Context().run(run, args=["plugin", "enable", "love_savings", community.slug]).exit_code == 0

    with pytest.raises(SwitchRefused, match="有人刚刚开启了它，什么也没有抹掉"):
        _claim(row)


def test_nobody_forgets_without_the_permission(savings):
    class Nobody:
        person_id, acting_for_id, name = None, None, "路人"

        def can(self, permission, obj=None):
            return False

    with pytest.raises(Forbidden):
        copy(current_community(), "love_savings", Nobody(), io.BytesIO())
    with pytest.raises(Forbidden):
        forget(current_community(), "love_savings", Nobody())


def test_a_service_that_was_never_used_here_has_nothing_to_forget(savings):
    with pytest.raises(NoSuchPlugin):
        forget(current_community(), "venues", SYSTEM)


def test_its_accounts_end_at_zero_and_the_entries_still_sum_to_zero(savings):
    person, pool, outside = (open_account(kind, 77, floor=None) for kind in ("love_savings.card", "love_savings.pool", "core.gifts"))
    transfer("t1", {person.id: 90, pool.id: -90})
    transfer("t2", {person.id: -20, outside.id: 20})

    forgotten("love_savings")

    balances = {a.kind: a.balance for a in savings.scalars(select(LedgerAccount).where(LedgerAccount.balance != 0))}
    assert balances == {"core.gifts": 20, "core.forgotten.minutes": -20}


def test_its_settings_are_the_defaults_again_and_its_waiting_jobs_are_gone(savings):
    default = settings_for(current_community(), "love_savings").offer_minutes
    lifecycle.configure(current_community(), "love_savings", {"offer_minutes": default + 5}, SYSTEM)
    enqueue("love_savings.wave", {}, "1")
    enqueue("venues.wave", {}, "1")
    savings.commit()

    forgotten("love_savings")

    assert savings.scalars(select(Job.kind).where(Job.kind.like("%.wave"))).all() == ["venues.wave"]
    assert savings.query(PluginState).filter_by(plugin="love_savings").one().settings == {}
    lifecycle.enable(current_community(), "love_savings", SYSTEM)
    assert settings_for(current_community(), "love_savings").offer_minutes == default


def test_it_is_on_record_who_copied_and_who_forgot(savings):
    forgotten("love_savings")

    said = [entry.text for action in ("plugin.copy", "plugin.forget") for entry in audit.entries(action=action).items]
    assert [text.split("（")[0] for text in said] == ["导出了爱心储蓄所的全部数据", "抹掉了爱心储蓄所在本社区的全部数据"]


def test_a_forgotten_service_can_be_used_anew(app, community, savings):
    forgotten("love_savings")
    used(app, community, "love_savings")
    assert counted("love_savings", with_staying=False) != {}


@pytest.mark.parametrize("clear", [False, True])
def test_a_copy_for_the_browser_holds_no_secret_and_no_picture_and_the_operators_holds_both(app, community, clear):
    used(app, community, "after_school")
    with app.app_context(), use(community.id):
        child = mapper_of("after_school_pickup_person")
        name = child.name.field.clear(db.session.scalars(select(child)).first())
        pictures = {f"pictures/{picture.id}" for picture in db.session.scalars(select(Picture))}
        archive = forgotten("after_school", clear=clear)

    told = [row.get("name") for row in rows(archive, "after_school_pickup_person")]
    assert (name in told, any(name in archive.read(part).decode() for part in archive.namelist() if part.endswith(".jsonl"))) == (clear, clear)
    assert {part.partition(".")[0] for part in archive.namelist() if part.startswith("pictures/")} == (pictures if clear else set())
    assert pictures != set()
