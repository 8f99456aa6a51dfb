"""A resident about whom everything is kept, the admin, and both browsers."""
from __future__ import annotations

import pytest

from core.privacy.models import ErasureRequest
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of, sign_in
from tests.privacy.someone import known_everywhere


@pytest.fixture
def someone(app, community):
    return known_everywhere(app, community)


@pytest.fixture
def admin(client_in, community, someone):
    browser = client_in(community)
    assert sign_in(browser, someone.admin).status_code == 302
    return browser


@pytest.fixture
def wish(app, community, someone):
    """The address of the person's request at the desk."""
    with app.app_context(), use(community.id):
        return f"/desk/erasures/{db.session.query(ErasureRequest.id).filter_by(person_id=someone.person).scalar()}"


@pytest.fixture
def post():
    def send(browser, address, **typed):
        return browser.post(address, data={"csrf_token": csrf_of(browser, "/password"), **typed})

    return send
