"""The audit is written with the change, read by pages, and shows when somebody tampered with it."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.kernel.appendonly import WrittenOnce
from core.tenancy.engines import owner_engine
from core.tenancy.session import use
from tests.kernel.tickets import Somebody


def write_some(session: Any, many: int = 3) -> list[audit.AuditEntry]:
    made = [
        audit.write(
            "people.edit", f"修改了第{n}位居民", actor=Somebody(acting_for_id=8), object_kind="person", object_id=n,
            before={"姓名": "旧"}, after={"姓名": "新", "n": n}, reason="更正",
        )
        for n in range(many)
    ]
    session.commit()
    return made


def tamper(app: Any, statement: str, **values: Any) -> None:
    with owner_engine(app).begin() as connection:
        connection.execute(text(statement), values)


def test_an_entry_says_who_did_what_and_why(inside: Any) -> None:
    write_some(inside, 1)
    (entry,) = audit.entries().items
    assert (entry.actor_name, entry.actor_person_id, entry.acting_for_id) == ("周大姐", 5, 8)
    assert (entry.action, entry.text) == ("people.edit", "修改了第0位居民")
    assert (entry.object_kind, entry.object_id) == ("person", 0)
    assert (entry.before, entry.after, entry.reason) == ({"姓名": "旧"}, {"姓名": "新", "n": 0}, "更正")


def test_an_entry_of_a_change_that_failed_never_was(inside: Any) -> None:
    audit.write("x.y", "没有发生", actor=SYSTEM)
    inside.rollback()
    assert audit.entries().items == []


def test_pages_are_newest_first_and_can_be_narrowed(inside: Any) -> None:
    write_some(inside, 5)
    audit.write("x.y", "别的", actor=SYSTEM)
    inside.commit()
    first, last = audit.entries(1, 4), audit.entries(2, 4)
    assert [len(first.items), first.has_next, len(last.items), last.has_next] == [4, True, 2, False]
    assert first.items[0].text == "别的"
    assert [e.object_id for e in audit.entries(action="people.edit", object_id=3).items] == [3]


def test_entries_are_written_once(inside: Any) -> None:
    (entry,) = write_some(inside, 1)
    for statement in (update(audit.AuditEntry).values(text="x"), delete(audit.AuditEntry)):
        with pytest.raises(WrittenOnce):
            inside.execute(statement)
    entry.text = "x"
    with pytest.raises(WrittenOnce):
        inside.flush()


def test_sealed_entries_verify_in_several_rounds(inside: Any, community: Any) -> None:
    write_some(inside)
    assert audit.seal(community.id, limit=2) == 2
    assert audit.seal(community.id, limit=2) == 1
    assert audit.seal(community.id) == 0
    write_some(inside)
    assert audit.seal(community.id) == 3
    inside.commit()
    assert audit.verify(community.id) == audit.Verdict(True, 6)


def test_a_changed_entry_is_found(app: Any, inside: Any, community: Any) -> None:
    made = write_some(inside)
    audit.seal(community.id)
    inside.commit()
    tamper(app, "UPDATE audit_entry SET reason = 'x' WHERE id = :id", id=made[1].id)
    inside.expire_all()
    assert audit.verify(community.id) == audit.Verdict(False, 1, f"entry {made[1].id} (seal 2) was changed")


def test_a_missing_seal_is_found_and_a_sealed_entry_cannot_be_deleted(app: Any, inside: Any, community: Any) -> None:
    made = write_some(inside)
    audit.seal(community.id)
    inside.commit()
    with pytest.raises(Exception, match="(?i)foreign key"):
        tamper(app, "DELETE FROM audit_entry WHERE id = :id", id=made[1].id)
    tamper(app, "DELETE FROM audit_seal WHERE entry_id = :id", id=made[1].id)
    assert audit.verify(community.id) == audit.Verdict(False, 1, "seal 2 is missing")


def test_each_community_has_its_own_chain(app: Any, community: Any, other_community: Any) -> None:
    for each in (community, other_community):
        with app.app_context(), use(each.id) as session:
            write_some(session)
            audit.seal(each.id)
            session.commit()
            assert audit.verify(each.id) == audit.Verdict(True, 3)


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET text = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_too_whatever_the_route(inside: Any, statement: str) -> None:
    write_some(inside, 1)
    with pytest.raises(DBAPIError, match="(?i)not authorized|permission denied"):
        inside.connection().execute(text(statement))
    inside.rollback()
    assert audit.entries().items[0].text == "修改了第0位居民"
