"""A request belongs to the community that its address names, from before Flask sees it until its response is closed."""
from __future__ import annotations

import pytest
from flask import request, stream_with_context, url_for
from sqlalchemy import func, select

from core.accounts.decorators import public
from core.config import ConfigError
from core.tenancy.current import current_id_or_none
from core.tenancy.session import db
from core.testing import add_community
from tests.tenancy.models import Building


@pytest.fixture
def probed(make_app, monkeypatch):
    """Makes an app with a few views that say where they are."""

    def make(**settings):
        app = make_app(**settings)
        app.add_url_rule("/probe", view_func=public("test")(probe))
        app.add_url_rule("/stream", view_func=public("test")(stream))
        app.add_url_rule("/fails", view_func=public("test")(fails))
        return app

    return make


def probe():
    community = request.environ["linli.community"]
    return {
        "slug": community.slug,
        "same": community.id == current_id_or_none(),
        "url": url_for("probe"),
        "buildings": db.session.scalar(select(func.count(Building.id))),
    }


def stream():
    @stream_with_context
    def rows():
        for _ in range(2):
            yield f"{current_id_or_none()} {db.session.scalar(select(func.count(Building.id)))}\n"

    return rows(), {"Content-Type": "text/plain"}


def fails():
    raise ZeroDivisionError


def test_the_first_path_segment_names_the_community_and_no_url_does(probed, two, community):
    answer = probed().test_client().get("/xinzhu-test/probe")
    assert answer.json == {"slug": "xinzhu-test", "same": True, "url": "/xinzhu-test/probe", "buildings": 3}
    assert current_id_or_none() is None


@pytest.mark.parametrize("path", ["/nobody/probe", "/nobody/", "/nobody", "/probe", "/platform/probe", "/xinzhu-test/nope"])
def test_a_wrong_address_is_a_plain_404(probed, community, path):
    assert probed().test_client().get(path).status_code == 404


def test_the_operators_pages_are_not_inside_a_community(probed, community):
    assert probed().test_client().get("/xinzhu-test/platform/").status_code == 404


def test_in_host_mode_the_host_names_the_community(probed, two):
    app = probed(base_host="example.cn", shared_origin=False)
    browser = app.test_client()
    assert browser.get("/probe", base_url="http://other-test.example.cn").json["slug"] == "other-test"
    assert browser.get("/probe", base_url="http://example.cn").status_code == 404
    assert browser.get("/probe", base_url="http://nobody.example.cn").status_code == 404
    assert browser.get("/xinzhu-test/probe", base_url="http://other-test.example.cn").status_code == 404


def test_a_streamed_response_stays_in_its_community_until_it_is_closed(probed, two):
    answer = probed().test_client().get("/xinzhu-test/stream")
    assert answer.text == f"{two.ours} 3\n" * 2
    answer.close()
    assert current_id_or_none() is None


def test_a_request_that_fails_leaves_its_community(probed, community):
    app = probed()
    app.config["PROPAGATE_EXCEPTIONS"] = True
    with pytest.raises(ZeroDivisionError):
        app.test_client().get("/xinzhu-test/fails")
    assert current_id_or_none() is None


def test_the_community_costs_one_statement(client, query_counter):
    with query_counter() as statements:
        client.get("/healthz")
    assert len([s for s in statements if "FROM community" in s]) == 1


def test_two_communities_share_an_origin_only_when_told_to(make_app, community):
    make_app(shared_origin=False)
    add_community(make_app(), "second", "第二社区")
    with pytest.raises(ConfigError, match="LINLI_SHARED_ORIGIN=1"):
        make_app(shared_origin=False)
    make_app(shared_origin=False, base_host="example.cn")


FORGED = ["evil.example", "xinzhu-test.example.cn.evil.example", "evilexample.cn", "example.cn@evil", "a b", '"><svg>', "[::1"]


@pytest.mark.peer("CVE-2021-30185")
@pytest.mark.parametrize("host", FORGED)
def test_a_forged_host_is_refused_before_anything_is_made_of_it(probed, community, host):
    browser = probed(base_host="example.cn", shared_origin=False).test_client()
    for path in ("/", "/login", "/platform/login", "/no-such-page"):
        answer = browser.get(path, headers={"Host": host})
        assert (answer.status_code, host in answer.text) == (400, False)
    assert browser.get("/healthz", headers={"Host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.peer("CVE-2021-30185")
def test_behind_a_proxy_the_host_that_is_judged_is_the_one_that_addresses_are_made_of(probed, community):
    browser = probed(base_host="example.cn", shared_origin=False, proxies=1).test_client()
    ours = "xinzhu-test.example.cn"
    asked = {
        forwarded: browser.get("/login", headers={"Host": host, "X-Forwarded-Host": forwarded}).status_code
        for host, forwarded in ((ours, "evil.example"), ("10.0.0.7:8000", ours), (ours, "nobody.example.cn"))
    }
    assert asked == {"evil.example": 400, ours: 200, "nobody.example.cn": 404}


@pytest.mark.peer("CVE-2021-30185")
def test_in_path_mode_the_settings_name_the_hosts_that_are_served(probed, community):
    browser = probed(hosts="linli.example.cn, 10.0.0.7").test_client()
    asked = {host: browser.get("/xinzhu-test/login", headers={"Host": host}).status_code for host in ("linli.example.cn", "10.0.0.7:8000", "evil.example")}
    assert asked == {"linli.example.cn": 200, "10.0.0.7:8000": 200, "evil.example": 400}
    anywhere = probed().test_client()
    assert anywhere.get("/xinzhu-test/login", headers={"Host": "[fe80::1]:8000"}).status_code == 200
    assert anywhere.get("/xinzhu-test/login", headers={"Host": '"><svg>'}).status_code == 400


def test_the_operators_pages_are_on_the_base_host_and_on_no_other(probed, community):
    browser = probed(base_host="example.cn", shared_origin=False).test_client()
    hosts = ("example.cn", "nobody.example.cn", "a.b.example.cn", "xinzhu-test.example.cn")
    assert [browser.get("/platform/login", base_url=f"http://{host}").status_code for host in hosts] == [200, 404, 404, 404]
    assert browser.get("/", base_url="http://nobody.example.cn").status_code == 404
