"""Parts of a page that are drawn once: never for another community, language, version or 长辈版."""
from __future__ import annotations

from typing import Any

import pytest

from core.communities.models import Community
from core.communities.state import bump_version
from core.tenancy.session import db, use
from core.texts import gettext
from core.web.once import once


def drawn(app: Any, community: Any, method: str = "GET", cookie: str = "") -> str:
    """The top bar of a resident's page, all communities at one address as in host mode."""
    with app.test_request_context("/", method=method, headers={"Cookie": cookie}), use(community.id):
        return once("phone_top.html")


def rename(app: Any, community: Any, name: str) -> None:
    with app.app_context(), use(community.id):
        db.session.get_one(Community, community.id).name = name
        bump_version(community.id)
        db.session.commit()


def test_each_community_sees_its_own_name_at_the_same_address(app, community, other_community) -> None:
    for _time in (1, 2):
        assert community.name in drawn(app, community) and other_community.name not in drawn(app, community)
        assert other_community.name in drawn(app, other_community)


@pytest.mark.parametrize(("cookie", "usual", "other"), [("lang=en", "长辈版", "Large text"), ("elder=1", "长辈版", "标准版")])
def test_each_reader_sees_the_own_language_and_size(app, community, cookie, usual, other) -> None:
    for _time in (1, 2):
        assert (usual in drawn(app, community), other in drawn(app, community)) == (True, False)
        assert other in drawn(app, community, cookie=cookie)


def test_a_new_name_is_there_at_the_next_request(app, community) -> None:
    assert "青竹社区" not in drawn(app, community)
    rename(app, community, "青竹社区")
    assert "青竹社区" in drawn(app, community)


def test_what_a_form_changed_and_did_not_keep_is_not_shown_later(app, community) -> None:
    with app.test_request_context("/", method="POST"), use(community.id):
        db.session.get_one(Community, community.id).name = "没有保存的名字"
        bump_version(community.id)
        assert "没有保存的名字" in once("phone_top.html")
        db.session.rollback()
    rename(app, community, "青竹社区")  # the same number of version as the one that was undone
    assert "青竹社区" in drawn(app, community)


def test_one_process_speaks_both_languages(app) -> None:
    for _time in (1, 2):
        for cookie, said in (("lang=zh", "登录"), ("lang=en", "Sign in")):
            with app.test_request_context("/", headers={"Cookie": cookie}):
                assert gettext("登录") == said
