"""The promises that every plugin makes, as tests: subclass PluginContract in the plugin's own tests and set `name`."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import url_for

from core.accounts.decorators import access_of
from core.accounts.permissions import permission_book
from core.app import create_app
from core.communities.state import current_community
from core.config import Settings
from core.kernel.actor import SYSTEM
from core.pluginsystem import dispatch, lifecycle
from core.pluginsystem.checks import names_of_others, templates_elsewhere
from core.pluginsystem.contract_hooks import HooksContract
from core.pluginsystem.contract_privacy import PrivacyContract
from core.pluginsystem.contract_rows import upgrade_with_rows
from core.pluginsystem.registry import Plugin, State, plugins_of
from core.pluginsystem.source import source_faults
from core.tenancy import migrations
from core.tenancy.model import Base, mapper_of
from core.tenancy.session import use
from core.testing_accounts import sign_in_as

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


class PluginContract(HooksContract, PrivacyContract):
    """Set `name` to the plugin's. Every test runs on SQLite and on PostgreSQL."""

    name: str

    def plugin(self, app: Any) -> Plugin:
        """The plugin as it was loaded."""
        return plugins_of(app).by_name[self.name]

    def switch(self, app: Any, community: Any) -> None:
        """Switch the plugin on, after those it requires."""
        switch_on(app, community, self.name)

    def examples(self, app: Any, community: Any) -> dict[str, dict[str, Any]]:
        """Values for routes with arguments; the plugin makes the rows they name."""
        with app.app_context(), use(community.id) as session:
            found = dispatch.tell_one("examples", current_community(), self.name) or {}
            session.commit()
            return {endpoint: dict(values) for endpoint, values in found.items()}

    def routes(self, app: Any, examples: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
        """(endpoint, method, path) for each of the plugin's routes, static files left out."""
        own = self.plugin(app).endpoints
        with app.test_request_context():
            for rule in app.url_map.iter_rules():
                if rule.endpoint in own and not rule.endpoint.endswith(".static"):
                    path = url_for(rule.endpoint, **examples.get(rule.endpoint, {}))
                    for method in sorted(rule.methods - {"OPTIONS", "HEAD"}):
                        yield rule.endpoint, method, path

    def test_it_loads(self, app: Any) -> None:
        assert str(self.plugin(app).reason) == ""
        assert plugins_of(app).state(self.name) is State.LOADED

    def test_its_tables_and_permissions_are_its_own(self, app: Any) -> None:
        assert names_of_others(self.plugin(app)) == []
        assert [p.name for p in permission_book(app).of(self.name) if not p.name.startswith(f"{self.name}.")] == []

    def test_its_templates_are_in_its_own_folder(self, app: Any) -> None:
        assert templates_elsewhere(self.plugin(app)) == []

    def test_it_imports_nothing_of_the_core_but_its_face(self, app: Any) -> None:
        assert source_faults(self.plugin(app)) == []

    def test_every_route_with_arguments_has_an_example(self, app: Any, community: Any) -> None:
        self.switch(app, community)
        examples = self.examples(app, community)
        own = self.plugin(app).endpoints
        lacking = {
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if rule.endpoint in own and not rule.endpoint.endswith(".static")
            and not rule.arguments <= set(examples.get(rule.endpoint, ())) | set(rule.defaults or ())
        }  # fmt: skip
        assert lacking == set()

    def test_it_is_hidden_where_it_is_off(self, app: Any, community: Any, client: Any) -> None:
        wrong = client.get("/no-such-address/")
        for _endpoint, method, path in self.routes(app, self._placeholders(app)):
            response = client.open(path, method=method)
            assert (path, response.status_code) == (path, 404)
            if method == "GET":
                assert response.data == wrong.data

    def test_signing_in_is_needed_unless_declared_public(self, app: Any, community: Any, client: Any) -> None:
        self.switch(app, community)
        for endpoint, method, path in self.routes(app, self.examples(app, community)):
            response = client.open(path, method=method)
            access = access_of(endpoint, app.view_functions[endpoint])
            if access is not None and access.signed_in:
                asked = response.status_code == 401 or "/login" in response.headers.get("Location", "")
                assert (path, method, asked) == (path, method, True)
            else:
                assert (path, response.status_code < 500) == (path, True)

    def test_every_unsafe_route_wants_the_token(self, app: Any, community: Any, client: Any) -> None:
        self.switch(app, community)
        routes = list(self.routes(app, self.examples(app, community)))
        sign_in_as(app, client, community, "community_admin", "grid_worker")
        for _endpoint, method, path in routes:
            if method in UNSAFE:
                assert (path, client.open(path, method=method).status_code) == (path, 400)

    def test_rows_of_another_community_never_appear(
        self, app: Any, community: Any, other_community: Any, client: Any
    ) -> None:
        self.switch(app, community)
        self.switch(app, other_community)
        foreign = self.examples(app, other_community)
        with app.app_context(), use(community.id) as session:
            for table in _tables(self.name):
                assert (table.name, session.query(mapper_of(table.name)).count()) == (table.name, 0)
        sign_in_as(app, client, community, "community_admin", "grid_worker")
        for endpoint, method, path in self.routes(app, foreign):
            if method == "GET" and foreign.get(endpoint):
                assert (path, client.get(path).status_code) == (path, 404)

    def test_its_migrations_make_the_tables_of_its_models_where_there_are_rows_already(self, tmp_path: Path) -> None:
        fresh = create_app(Settings(data_dir=tmp_path, testing=True, shared_origin=True))
        migrations.upgrade(fresh, "core")
        if _tables(self.name):
            upgrade_with_rows(fresh, self.name)
            assert migrations.differences(fresh, self.name) == []
            assert migrations.current(fresh, self.name) is not None

    def test_its_settings_page_can_be_seen(self, app: Any, community: Any, client: Any) -> None:
        sign_in_as(app, client, community, "community_admin")
        response = client.get(f"/console/plugins/{self.name}")
        assert response.status_code == 200
        assert str(self.plugin(app).title) in response.text

    def test_switching_twice_is_harmless_and_off_keeps_the_rows(self, app: Any, community: Any) -> None:
        self.switch(app, community)
        self.switch(app, community)
        self.examples(app, community)
        before = self._count(app, community)
        with app.app_context(), use(community.id) as session:
            lifecycle.disable(current_community(), self.name, SYSTEM)
            session.commit()
        assert self._count(app, community) == before

    def _count(self, app: Any, community: Any) -> dict[str, int]:
        with app.app_context(), use(community.id) as session:
            return {t.name: session.query(mapper_of(t.name)).count() for t in _tables(self.name)}

    def _placeholders(self, app: Any) -> dict[str, dict[str, Any]]:
        """Values that fit the routes and name no row: where the plugin is off, nobody looks."""
        own = self.plugin(app).endpoints
        rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint in own]
        return {
            rule.endpoint: {name: _placeholder(rule, name) for name in rule.arguments - set(rule.defaults or ())} for rule in rules
        }


def _placeholder(rule: Any, argument: str) -> Any:
    """Something that fits an argument of a route: one of `<any(lend, take_back):step>`, else 1."""
    choices = getattr(rule._converters[argument], "items", None)
    return min(choices) if choices else 1


def switch_on(app: Any, community: Any, name: str) -> None:
    """Switch a plugin on in a community, after those it requires."""
    with app.app_context(), use(community.id) as session:
        for each in (*_required(app, name), name):
            lifecycle.enable(current_community(), each, SYSTEM)
        session.commit()


def _tables(name: str) -> list[Any]:
    return [table for table in Base.metadata.sorted_tables if table.info.get("owner") == name]


def _required(app: Any, name: str) -> list[str]:
    manifest = plugins_of(app).by_name[name].manifest
    found = []
    for other in manifest.requires if manifest else ():
        found += [*_required(app, other), other]
    return found
