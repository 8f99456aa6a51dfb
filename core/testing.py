"""The test kit, a pytest plugin: an app on each database, fresh for every test, with two communities."""
from __future__ import annotations

import contextvars
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from core import clock
from core.accounts.decorators import access_of
from core.app import create_app
from core.communities.state import current_community
from core.config import Settings, settings_of
from core.events import Event, publish
from core.kernel.actor import SYSTEM
from core.kernel.jobs import run_due
from core.pluginsystem import dispatch, lifecycle
from core.pluginsystem.discovery import discover
from core.tenancy.engines import app_engine, dispose_engines
from core.tenancy.nodes import ensure_node
from core.tenancy.owners import register_package
from core.tenancy.session import db, use
from core.tenancy.wsgi import CommunityRow
from core.testing_accounts import sign_in
from core.testing_sites import PostgresSite, Site, SqliteSite

# Before the first import of them, or a failing promise is an AssertionError without a word.
CONTRACTS = ("contract", "contract_hooks", "contract_privacy", "contract_phone")
pytest.register_assert_rewrite(*(f"core.pluginsystem.{name}" for name in CONTRACTS))
from core.pluginsystem.contract import PluginContract as PluginContract  # noqa: E402 -- see the line above
from core.pluginsystem.contract import switch_on  # noqa: E402 -- as above
from core.pluginsystem.contract_phone import PhoneContract as PhoneContract  # noqa: E402 -- as above

pytest_plugins = ["core.testing_browser", "core.testing_faults", "core.testing_hours"]
KINDS: dict[str, Callable[[Path], Site]] = {"sqlite": SqliteSite, "postgresql": PostgresSite}


def pytest_configure() -> None:
    """Let test files import their plugin before an app is made: from a further folder, and as the owner of its tables."""
    folder = Settings().plugin_folder
    for find in discover([folder] if folder else []):
        register_package(find.package, find.name)


@pytest.fixture(scope="session")
def sites() -> Iterator[Callable[[str], Site]]:
    """One site for each kind of database, made when first asked for and taken down after the last test."""
    made: dict[str, Site] = {}
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 500_000_000
    with tempfile.TemporaryDirectory(prefix="linli-", dir=memory if roomy else None) as folder:

        def site(kind: str) -> Site:
            if kind not in made:
                made[kind] = KINDS[kind](Path(folder) / kind)
            return made[kind]

        yield site
        for each in made.values():
            each.close()


@pytest.fixture(params=list(KINDS))
def site(request: pytest.FixtureRequest, sites: Callable[[str], Site]) -> Iterator[Site]:
    """The database of this test, empty."""
    chosen = sites(request.param)
    chosen.reset()
    yield chosen


@pytest.fixture
def app(site: Site, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The site's app, on SQLite and on PostgreSQL in turn. No app context is pushed: requests need their own."""
    monkeypatch.setattr(dispatch, "SLOW_SECONDS", 60)  # on a busy machine every hook is slow, and none shall rest for it
    ensure_node(app_engine(site.app))
    site.app.test_client_class = CommunityClient
    return site.app


@pytest.fixture
def make_app(site: Site) -> Iterator[Callable[..., Flask]]:
    """`make_app(base_host="example.cn")`: another app on the same database, with other settings."""
    made: list[Flask] = []

    def make(**changes: Any) -> Flask:
        app = create_app(Settings(**{**site.settings, **changes}))
        app.test_client_class = CommunityClient
        made.append(app)
        return app

    yield make
    for app in made:
        dispose_engines(app)


def add_community(app: Flask, slug: str, name: str) -> CommunityRow:
    """Store a bare community."""
    from core.communities.models import Community

    with app.app_context():
        row = Community(slug=slug, name=name)
        db.session.add(row)
        db.session.commit()
        return CommunityRow(row.id, row.slug, row.name, row.version)


@pytest.fixture
def community(app: Flask) -> CommunityRow:
    """The community of the test: id, slug, name, version."""
    return add_community(app, "xinzhu-test", "新竹测试社区")


@pytest.fixture
def other_community(app: Flask) -> CommunityRow:
    """A second community, whose rows nobody in the first may ever meet."""
    return add_community(app, "other-test", "别处测试社区")


@pytest.fixture
def inside(app: Flask, community: CommunityRow) -> Iterator[Any]:
    """A session of `community`, for tests of services. Requests by `client` stay outside of it."""
    with app.app_context(), use(community.id) as session:
        yield session


@pytest.fixture
def enabled(app: Flask, community: CommunityRow) -> Callable[[str], None]:
    """`enabled("wish")` switches a plugin on in `community`, after those it requires; call it before `inside`."""
    return lambda name: switch_on(app, community, name)


@pytest.fixture
def work(app: Flask) -> Callable[[], int]:
    """`work()` does what the worker would do now, events and queued jobs; returns how many jobs were done."""
    return lambda: run_due(app)


@pytest.fixture
def heard_elsewhere(app: Flask, other_community: CommunityRow, work: Callable[[], int]) -> Callable[[str, Event], None]:
    """`heard_elsewhere("venues", event)`: the plugin is on in the other community too, and hears of the event there."""

    def there(name: str, event: Event) -> None:
        switch_on(app, other_community, name)
        with app.app_context(), use(other_community.id) as session:
            publish(event)
            session.commit()
        work()

    return lambda name, event: contextvars.Context().run(there, name, event)


@pytest.fixture
def off_for_a_while(work: Callable[[], int]) -> Callable[[str], AbstractContextManager[None]]:
    """`with off_for_a_while("venues"):` the plugin is off for what happens inside, and on again and told afterwards."""

    @contextmanager
    def off(name: str) -> Iterator[None]:
        lifecycle.disable(current_community(), name, SYSTEM)
        db.session.commit()
        yield
        db.session.commit()
        work()
        lifecycle.enable(current_community(), name, SYSTEM)
        db.session.commit()
        work()
        db.session.expire_all()

    return off


def declared_access(app: Flask, plugin: str) -> dict[str, str]:
    """Each view of a plugin with who may call it: a permission, "signed-in" or "public"; a reviewed list shows what loosens."""
    declared = {}
    for endpoint, view in app.view_functions.items():
        owner, _dot, name = endpoint.rpartition(".")
        if owner == plugin:
            access = access_of(endpoint, view)
            assert access is not None  # or start-up would have left the plugin out
            declared[name] = access.permission or ("signed-in" if access.signed_in else "public")
    return declared


class CommunityClient(FlaskClient):
    """A browser in one community, in either address mode. Each request runs in a context of its own, as in a server."""

    slug: str | None = None

    @property
    def host(self) -> str:
        """Host mode: the community's own, or the operator's. Path mode: the one that all share."""
        base = settings_of(self.application).base_host
        return f"{self.slug}.{base}" if base and self.slug else base or "localhost"

    def open(self, *args: Any, **kw: Any) -> Any:
        in_path = self.slug and not settings_of(self.application).base_host
        if in_path and args and isinstance(args[0], str) and not args[0].startswith(f"/{self.slug}/"):
            args = (f"/{self.slug}{args[0]}", *args[1:])
        if args and isinstance(args[0], str):
            kw.setdefault("base_url", f"http://{self.host}/")
        kw.setdefault("buffered", True)
        return contextvars.Context().run(super().open, *args, **kw)

    def session_transaction(self, *args: Any, **kw: Any) -> Any:
        """What the browser's cookie holds, to look at and to change."""
        return super().session_transaction(*args, **{"base_url": f"http://{self.host}/", **kw})


@pytest.fixture
def client_in(app: Flask) -> Callable[[CommunityRow | None], CommunityClient]:
    """`client_in(community)` is a new browser there; `client_in(None)` one on the operator's address."""

    def make(community: CommunityRow | None) -> CommunityClient:
        browser = app.test_client()
        assert isinstance(browser, CommunityClient)
        browser.slug = community.slug if community else None
        return browser

    return make


@pytest.fixture
def client(client_in: Callable[[CommunityRow], CommunityClient], community: CommunityRow) -> CommunityClient:
    """A browser in `community`."""
    return client_in(community)


@pytest.fixture
def browser_with(client_in: Callable[[CommunityRow], CommunityClient], community: CommunityRow) -> Callable[[str], CommunityClient]:
    """`browser_with(phone)`: a new browser in `community`, signed in with the password that `make_account` gives."""

    def make(phone: str) -> CommunityClient:
        browser = client_in(community)
        assert sign_in(browser, phone).status_code == 302
        return browser

    return make


@pytest.fixture
def query_counter(app: Flask) -> Callable[[], Any]:
    """`with query_counter() as statements:` collects the SQL that the app sends; SET LOCAL does not count."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            if not statement.startswith("SET LOCAL"):
                statements.append(statement)

        event.listen(app_engine(app), "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(app_engine(app), "before_cursor_execute", note)

    return counting


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """The clock stands still, however slow the machine; `later(minutes=31)` is so long after the test's beginning."""
    began = clock.now()
    monkeypatch.setattr(clock, "datetime", SimpleNamespace(now=lambda zone: began.astimezone(zone)))
    yield lambda **time: clock.shift(timedelta(**time))
    clock.shift(timedelta(0))
