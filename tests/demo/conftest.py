"""The four communities, loaded once for each database and read by every test here."""
import time

import pytest

from core.communities.instance.apply import apply
from core.communities.instance.reader import all_slugs
from core.communities.services import community_by_slug
from core.demo.loader import load_demo
from core.demo.signins import make_operator
from core.tenancy.engines import app_engine
from core.tenancy.nodes import ensure_node
from core.tenancy.session import db
from core.testing import KINDS


@pytest.fixture(scope="session", params=list(KINDS))
def town(request, tmp_path_factory):
    """(app, community ids by slug, seconds of work it took), on a site of its own that no other test empties."""
    site = KINDS[request.param](tmp_path_factory.mktemp("town") / request.param)
    ensure_node(app_engine(site.app))
    begun = time.process_time()  # a machine that is busy with other things does not count
    with site.app.app_context():
        for slug in all_slugs():
            apply(slug)
            assert load_demo(slug)
        took = time.process_time() - begun
        make_operator()
        ids = {slug: community_by_slug(slug).id for slug in all_slugs()}
        db.session.remove()
    yield site.app, ids, took
    site.close()


@pytest.fixture
def app(town):
    return town[0]


@pytest.fixture
def browse(town):
    """`browse(slug)`: a browser in one community."""
    from core.testing import CommunityClient

    def make(slug):
        town[0].test_client_class = CommunityClient
        browser = town[0].test_client()
        browser.slug = slug
        return browser

    return make
