"""Guessing people by the last digits of their phone leaves a trace and has an end, on whichever page it is tried."""
from __future__ import annotations

import pytest
from sqlalchemy import func, select

from core.accounts.models import Registration
from core.accounts.registration import register
from core.communities.services import current_community
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.people.search import TAIL_SEARCHES_PER_HOUR
from core.pluginsystem import lifecycle
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, make_person, next_phone, sign_in_as

PAGES = ["/desk/search?q=8000", "/console/people?q=8000", "/love-savings/requests/new?q=8000"]


@pytest.fixture
def admin(app, community, client):
    with app.app_context(), use(community.id):
        lifecycle.enable(current_community(), "love_savings", SYSTEM)
        db.session.commit()
    sign_in_as(app, client, community, "community_admin")
    return client


def noted(app, community):
    with app.app_context(), use(community.id):
        return db.session.scalar(select(func.count()).where(AuditEntry.action == "people.search_phone"))


@pytest.mark.parametrize("page", PAGES)
def test_a_search_by_phone_digits_is_in_the_audit(app, community, admin, page):
    assert admin.get(page).status_code == 200
    assert noted(app, community) == 1


@pytest.mark.peer("CVE-2023-34090", "CVE-2022-31177")
def test_searches_by_phone_digits_end_after_thirty_an_hour(app, community, admin):
    answers = [admin.get(PAGES[2]).status_code for _n in range(TAIL_SEARCHES_PER_HOUR + 1)]
    assert answers == [200] * TAIL_SEARCHES_PER_HOUR + [429]
    assert noted(app, community) == TAIL_SEARCHES_PER_HOUR


def test_a_stranger_who_registers_as_four_digits_has_no_phone_searched(app, community, admin):
    with app.app_context(), use(community.id):
        register(name="8000", phone=next_phone(), password=PASSWORD, address="198.51.100.7")
        make_person("李四8000")
        db.session.commit()
        row = db.session.scalars(select(Registration.id)).one()
    page = admin.get(f"/desk/registrations/{row}")
    assert (page.status_code, "李四8000" in page.text, noted(app, community)) == (200, True, 0)
