"""One community goes into a file and comes back exactly, with every service's rows, whatever the others do meanwhile."""
from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update

from core.accounts.models import Account, RoleGrant
from core.backup.restoring import restore
from core.backup.rows import COMMUNITY, as_line, tenant_tables
from core.backup.writing import back_up
from core.communities.services import community_today, current_community
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.people.models import Person
from core.people.services import open_sensitive, register_person
from core.pluginsystem.registry import plugins_of
from core.tenancy.engines import owner_engine
from core.tenancy.session import use
from core.testing_accounts import make_account, make_person, sign_in, sign_in_as
from tests.matrix_scene import build_scene

PASSING = {"account_session", "activation_code", "reset_code", "sign_in_delay"}


@pytest.fixture
def scene(app: Any, community: Any, other_community: Any) -> Any:
    """Rows of core and of every service in both communities."""
    return build_scene(app, community, other_community)


@pytest.fixture
def written(app: Any, community: Any, scene: Any, tmp_path: Path) -> Path:
    """The community's file."""
    with app.app_context():
        assert back_up(app, community.slug, tmp_path / "town.linli") > 300
    return tmp_path / "town.linli"


@pytest.fixture
def small(app: Any, community: Any, tmp_path: Path) -> Path:
    """The file of a community with one person."""
    with app.app_context(), use(community.id) as session:
        make_person("黄大姐")
        session.commit()
    with app.app_context():
        back_up(app, community.slug, tmp_path / "small.linli")
    return tmp_path / "small.linli"


def rows_of(app: Any, community_id: int) -> dict[str, list[str]]:
    """Every row of a community, by table, as the owner of the tables sees it."""
    with owner_engine(app).connect() as connection:
        return {
            table.name: [
                as_line(dict(row))
                for row in connection.execute(
                    select(table).where(table.c.community_id == community_id).order_by(table.c.id)
                ).mappings()
            ]
            for table in tenant_tables()
        }


def spoil(app: Any, community: Any) -> None:
    """Change, delete and add rows."""
    with app.app_context(), use(community.id) as session:
        session.execute(update(Person).values(name="被改名"))
        make_person("后来的人")
        session.commit()
    with owner_engine(app).begin() as connection:
        tables = {table.name: table for table in tenant_tables()}
        for name in ("ledger_entry", "workflow_step", "love_savings_movement"):
            connection.execute(delete(tables[name]).where(tables[name].c.community_id == community.id))


def test_core_and_every_service_have_rows_in_the_scene(app: Any, community: Any, scene: Any) -> None:
    filled = {name for name, rows in rows_of(app, community.id).items() if rows}
    owners = {table.info["owner"] for table in tenant_tables()} & {"core", *plugins_of(app).order}
    assert owners - {table.info["owner"] for table in tenant_tables() if table.name in filled} == set()
    assert {"core", "love_savings", "micro_wish", "after_school", "activities", "paired_help", "venues"} <= owners


def test_a_community_comes_back_exactly_and_the_other_stays(app: Any, community: Any, other_community: Any, written: Path) -> None:
    before, others = rows_of(app, community.id), rows_of(app, other_community.id)
    spoil(app, community)
    assert rows_of(app, community.id) != before
    with app.app_context():
        done = restore(app, written)
    after = rows_of(app, community.id)
    assert (done.community_id, done.slug) == (community.id, community.slug)
    assert {name: rows for name, rows in after.items() if name not in PASSING} == {
        name: rows for name, rows in before.items() if name not in PASSING
    }
    assert all(after[name] == [] for name in PASSING)
    assert rows_of(app, other_community.id) == others


def test_a_community_that_is_gone_is_made_again(app: Any, community: Any, other_community: Any, written: Path, client: Any) -> None:
    before, others = rows_of(app, community.id), rows_of(app, other_community.id)
    with owner_engine(app).begin() as connection:
        for table in reversed(tenant_tables()):
            connection.execute(delete(table).where(table.c.community_id == community.id))
        connection.execute(delete(COMMUNITY).where(COMMUNITY.c.id == community.id))
    with app.app_context():
        restore(app, written)
    assert rows_of(app, community.id)["person"] == before["person"]
    assert rows_of(app, other_community.id) == others
    assert client.get("/").status_code == 200


def test_encrypted_fields_open_after_coming_back(app: Any, community: Any, tmp_path: Path) -> None:
    with app.app_context(), use(community.id) as session:
        person_id = register_person(name="覃秀兰", phone="13800138000", actor=SYSTEM).id
        session.commit()
    with app.app_context():
        back_up(app, community.slug, tmp_path / "a.linli")
        assert b"13800138000" not in (tmp_path / "a.linli").read_bytes()
        restore(app, tmp_path / "a.linli")
    with app.app_context(), use(community.id) as session:
        assert open_sensitive(session.get(Person, person_id), "phone", SYSTEM, "核对") == "13800138000"


def test_everybody_is_signed_out_and_can_sign_in_again(app: Any, community: Any, client: Any, scene: Any, tmp_path: Path) -> None:
    sign_in(client, scene.phones["resident"])
    assert client.get("/me/").status_code == 200
    with app.app_context():
        back_up(app, community.slug, tmp_path / "a.linli")
        restore(app, tmp_path / "a.linli")
    assert client.get("/me/").status_code == 302
    assert sign_in(client, scene.phones["resident"]).status_code == 302
    assert client.get("/me/").status_code == 200


def test_every_process_reads_the_community_anew(app: Any, community: Any, small: Path) -> None:
    with app.app_context(), use(community.id) as session:
        session.execute(update(COMMUNITY).where(COMMUNITY.c.id == community.id).values(name="改了名", version=999))
        session.commit()
        assert current_community().name == "改了名"
    with app.app_context():
        restore(app, small)
    with app.app_context(), use(community.id):
        state = current_community()
        assert (state.name, state.version) == (community.name, 1000)


def test_the_others_write_all_the_while_and_lose_nothing(app: Any, community: Any, other_community: Any, scene: Any, tmp_path: Path) -> None:
    stop, done, failed = threading.Event(), [], []

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                with app.app_context(), use(other_community.id) as session:
                    make_person(f"街坊{number}")
                    session.commit()
                done.append(f"街坊{number}")
            except Exception as error:
                failed.append(error)
                return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with app.app_context():
            for turn in range(3):
                back_up(app, community.slug, tmp_path / f"{turn}.linli")
                restore(app, tmp_path / f"{turn}.linli")
    finally:
        stop.set()
        writer.join()
    assert failed == [] and len(done) > 3
    with app.app_context(), use(other_community.id) as session:
        names = session.scalars(select(Person.name).where(Person.name.like("街坊%"))).all()
        assert sorted(names) == sorted(done)


def rewritten(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The same archive with changed members."""
    copy = path.with_name("changed.linli")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return copy


def refusal(app: Any, community: Any, path: Path) -> str:
    """What restoring says; nothing may have changed."""
    before = rows_of(app, community.id)
    answer = app.test_cli_runner().invoke(args=["restore", str(path), "--yes"])
    assert answer.exit_code == 1
    assert rows_of(app, community.id) == before
    return str(answer.output)


def test_a_changed_table_is_noticed_and_nothing_is_restored(app: Any, community: Any, small: Path) -> None:
    changed = rewritten(small, lambda name, raw: raw.replace("黄大姐".encode(), "黄大嫂".encode()) if "person" in name else raw)
    assert "和清单对不上，文件已经损坏" in refusal(app, community, changed)


def test_a_changed_manifest_is_noticed(app: Any, community: Any, small: Path) -> None:
    def change(name: str, raw: bytes) -> bytes:
        return raw.replace(community.slug.encode(), b"elsewhere") if name == "manifest.json" else raw

    assert "备份的签名不对" in refusal(app, community, rewritten(small, change))


def test_a_file_of_other_keys_is_refused(app: Any, community: Any, small: Path) -> None:
    assert "备份的签名不对" in refusal(app, community, rewritten(small, lambda name, raw: b"0" * 16 if name.endswith("sig") else raw))


@pytest.mark.parametrize("raw", [b"", b"PK", b"not a zip"])
def test_what_is_no_backup_is_refused(app: Any, community: Any, tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "x").write_bytes(raw)
    assert "这不是社区备份文件" in refusal(app, community, tmp_path / "x")


def test_other_revisions_of_the_tables_are_refused(app: Any, community: Any, small: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("core.backup.restoring.at_revisions", lambda app: {"core": ["0000"]})
    assert "表结构和现在不同" in refusal(app, community, small)


def test_rows_of_a_service_whose_code_is_gone_block_the_backup(app: Any, community: Any, tmp_path: Path) -> None:
    made = "CREATE TABLE gone_note (community_id BIGINT NOT NULL, id BIGINT NOT NULL, PRIMARY KEY (community_id, id))"
    with owner_engine(app).begin() as connection:
        connection.execute(text(made))
        connection.execute(text("INSERT INTO gone_note VALUES (:id, 1)"), {"id": community.id})
    answer = app.test_cli_runner().invoke(args=["backup", community.slug, "--into", str(tmp_path / "a.linli")])
    assert answer.exit_code == 1 and "表 gone_note 里有这个社区的数据，但它的插件没有装" in answer.output
    assert not (tmp_path / "a.linli").exists()


def test_restoring_names_whom_it_brings_back_to_life(app: Any, community: Any, tmp_path: Path) -> None:
    with app.app_context(), use(community.id) as session:
        erased, closed, former = (make_person(name) for name in ("要注销的人", "停用账号的人", "从前的管理员"))
        for person in (erased, closed):
            make_account(person)
        make_account(former, "community_admin")
        ids = erased.id, closed.id, former.id
        session.commit()
    with app.app_context():
        back_up(app, community.slug, tmp_path / "town.linli")
    with app.app_context(), use(community.id) as session:
        session.get_one(Person, ids[0]).erased_on = community_today()
        session.scalars(select(Account).where(Account.person_id == ids[1])).one().active = False
        session.scalars(select(RoleGrant).where(RoleGrant.person_id == ids[2])).one().ends_on = community_today() - timedelta(days=1)
        session.commit()
    said = app.test_cli_runner().invoke(args=["restore", str(tmp_path / "town.linli"), "--yes"]).output
    assert said.splitlines()[1:] == [
        f"备份以后注销的 1 位居民又回来了，请马上再办一次注销：/desk/people/{ids[0]}",
        f"备份以后停用的 1 个账号又能登录了，请核对：/desk/people/{ids[1]}",
        f"备份以后收回的 1 项角色又有效了，请核对：/desk/people/{ids[2]}",
    ]
    with app.app_context(), use(community.id) as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "community.restore")).one()
    assert f"/desk/people/{ids[0]}" in entry.text
    again = app.test_cli_runner().invoke(args=["restore", str(tmp_path / "town.linli"), "--yes"]).output
    assert len(again.splitlines()) == 1


def test_the_commands_say_what_they_did_and_record_it(app: Any, community: Any, client: Any, tmp_path: Path) -> None:
    sign_in_as(app, client, community, "community_admin")
    runner, path = app.test_cli_runner(), tmp_path / "town.linli"
    assert "已写好" in runner.invoke(args=["backup", community.slug, "--into", str(path)]).output
    again = runner.invoke(args=["backup", community.slug, "--into", str(path)])
    assert again.exit_code == 1 and f"{path} 已经有了，没有动它。请换一个文件名，或者先把它移走。" in again.output
    assert "没有改动。" in runner.invoke(args=["restore", str(path)], input="n\n").output
    assert f"已恢复 /{community.slug}/" in runner.invoke(args=["restore", str(path), "--yes"]).output
    with app.app_context(), use(community.id) as session:
        assert session.scalar(select(func.count()).where(AuditEntry.action == "community.restore")) == 1
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("manifest.json"))["slug"] == community.slug
    assert "没有社区 nowhere" in runner.invoke(args=["backup", "nowhere", "--into", str(tmp_path / "b")]).output
