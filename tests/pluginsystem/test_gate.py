"""Where a plugin is off its addresses do not exist, and a switch holds from the next request on."""
from __future__ import annotations

import pytest

from core.testing_accounts import csrf_of, sign_in_as


def page(response) -> tuple[int, str, bytes]:
    return response.status_code, response.headers.get("Location", ""), response.data


@pytest.mark.parametrize("path", ["/hello/", "/hello", "/hello/deeper", "/hello/?a=1"])
@pytest.mark.parametrize("method", ["get", "head", "options", "post", "put", "delete"])
def test_for_strangers_a_switched_off_plugin_looks_like_a_wrong_address(browser, method, path):
    wrong = getattr(browser, method)(path.replace("hello", "nowhere"))

    assert page(getattr(browser, method)(path)) == page(wrong)
    assert wrong.status_code == 404


def test_a_signed_in_person_who_only_looks_is_told_nothing_either(samples, browser, community):
    sign_in_as(samples, browser, community, "resident")

    assert page(browser.get("/hello/")) == page(browser.get("/nowhere/"))
    assert page(browser.post("/hello/", data={"text": "帮我"})) == page(browser.post("/nowhere/", data={"text": "帮我"}))


def test_who_sent_a_form_of_ours_is_told_that_the_service_was_closed_and_sees_what_was_typed(samples, browser, community):
    sign_in_as(samples, browser, community, "community_admin")
    token = csrf_of(browser, "/console/plugins/leaning")

    response = browser.post("/hello/", data={"text": "请帮我换灯泡", "csrf_token": token})

    assert response.status_code == 404
    assert "这项服务已关闭" in response.text
    assert "请帮我换灯泡" in response.text


def test_a_switch_holds_at_the_next_request(browser, switched):
    assert browser.get("/hello/").status_code == 404

    switched("hello", True)
    assert (browser.get("/hello/").status_code, browser.get("/hello/").text) == (200, "你好，邻居。")

    switched("hello", False)
    assert browser.get("/hello/").status_code == 404


def test_a_plugin_that_is_on_next_door_stays_off_here(samples, browser, other_community, switched):
    switched("hello", True)
    browser.slug = other_community.slug

    assert browser.get("/hello/").status_code == 404


def test_a_plugins_page_does_not_exist_on_the_operators_address(samples, browser, switched):
    switched("hello", True)
    browser.slug = None

    assert browser.get("/hello/").status_code == 404


def test_asking_for_a_plugins_page_costs_no_statement_of_its_own(samples, browser, switched):
    from sqlalchemy import event

    from core.tenancy.engines import app_engine

    switched("hello", True)
    browser.get("/hello/")
    seen: list[str] = []

    def note(connection, cursor, statement, *rest):
        seen.append(statement)

    event.listen(app_engine(samples), "before_cursor_execute", note)
    browser.get("/hello/")
    event.remove(app_engine(samples), "before_cursor_execute", note)

    assert len([s for s in seen if not s.startswith("SET LOCAL")]) == 1


@pytest.mark.parametrize("how", ["flushed", "pending"])
def test_a_page_that_thanks_and_does_not_commit_is_an_error_for_its_author_and_a_line_in_the_log_of_a_site(
    samples, browser, switched, caplog, monkeypatch, how
):
    switched("loses_words", True)
    with pytest.raises(RuntimeError, match="loses_words.say answered 200 and did not commit what it wrote"):
        browser.get(f"/loses-words/{how}")

    monkeypatch.setattr(samples, "testing", False)
    assert browser.get(f"/loses-words/{how}").text == "thanks"
    assert "loses_words.say answered 200 and did not commit what it wrote" in caplog.text


@pytest.mark.parametrize("how", ["kept", "undone"])
def test_what_was_committed_or_undone_is_nothing_to_speak_of(browser, switched, how):
    switched("loses_words", True)

    assert browser.get(f"/loses-words/{how}").text == "thanks"
