"""One inbox per person, and a console that shows one-time codes."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.api import notify, register_channel
from core.notices import inbox, mark_read, send, unread_count
from core.notices.channels import channels
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of, make_person, sign_in_as


@pytest.fixture
def people(inside: Any) -> tuple[int, int]:
    rows = [Person(name="周大姐"), Person(name="小陈")]
    inside.add_all(rows)
    inside.commit()
    return rows[0].id, rows[1].id


def test_a_notice_waits_unread_in_its_persons_inbox(people: tuple[int, int]) -> None:
    notify(people[0], "您的申请已受理。", "/love-savings/5", source="love_savings")
    (notice,) = inbox(people[0])
    assert (notice.text, notice.link, notice.source) == ("您的申请已受理。", "/love-savings/5", "love_savings")
    assert (notice.read_at, unread_count(people[0]), unread_count(people[1])) == (None, 1, 0)


def test_reading_ticks_off_ones_own_notices_only(people: tuple[int, int]) -> None:
    mine, others = notify(people[0], "一"), notify(people[1], "二")
    assert mark_read(people[0], [others.id]) == 0
    assert mark_read(people[0], [mine.id]) == 1
    assert mark_read(people[0], [mine.id]) == 0
    assert (unread_count(people[0]), unread_count(people[1])) == (0, 1)


def test_everything_can_be_ticked_off_at_once(people: tuple[int, int]) -> None:
    for text in "一二三":
        notify(people[0], text)
    assert mark_read(people[0]) == 3
    assert unread_count(people[0]) == 0


def test_the_inbox_shows_unread_and_newest_first_in_pages(inside: Any, people: tuple[int, int]) -> None:
    made = []
    for text in "一二三四":
        made.append(notify(people[0], text))
        inside.flush()
    mark_read(people[0], [made[3].id])
    assert [n.text for n in inbox(people[0], per_page=3)] == ["三", "二", "一"]
    assert [n.text for n in inbox(people[0], page=2, per_page=3)] == ["四"]


def test_the_console_channel_shows_codes(capsys: pytest.CaptureFixture[str]) -> None:
    send("console", "138****1234", "验证码 246810")
    assert capsys.readouterr().err == "[linli console] 138****1234: 验证码 246810\n"


def test_a_plugin_may_bring_a_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr("core.notices.channels.channels", dict(channels))
    register_channel("sms", lambda to, text: sent.append((to, text)))
    send("sms", "138", "您好")
    assert sent == [("138", "您好")]


def test_an_unknown_channel_is_named() -> None:
    with pytest.raises(LookupError, match="no channel 'pigeon'; there are console"):
        send("pigeon", "x", "y")


def test_the_bell_counts_ones_own_unread_notices_without_a_statement_of_its_own(
    app: Any, community: Any, client: Any, query_counter: Any
) -> None:
    me = sign_in_as(app, client, community, "grid_worker")
    with query_counter() as before:
        assert "条未读" not in client.get("/me/inbox").text
    with app.app_context(), use(community.id):
        other = make_person("小陈")
        for person_id in (me, me, other.id):
            notify(person_id, "您的申请已受理。")
        db.session.commit()
    with query_counter() as after:
        assert "，2 条未读" in client.get("/me/inbox").text
    assert len(after) == len(before)
    assert 'aria-label="消息，2 条未读"' in client.get("/desk/").text
    client.post("/me/inbox/read", data={"csrf_token": csrf_of(client, "/password")})
    assert "条未读" not in client.get("/me/inbox").text


def test_nothing_is_written_to_the_dead(people: tuple[int, int]) -> None:
    db.session.get_one(Person, people[0]).deceased_on = date(2026, 1, 1)
    assert notify(people[0], "请您到站里来一趟。") is None
    assert (inbox(people[0]), unread_count(people[0])) == ([], 0)
