"""What a plugin promises of its hooks: none of them fails, whoever looks and whomever it is about."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.accounts.account_rows import account_of
from core.communities.state import current_community
from core.events import PluginSwitched
from core.people.models import Person
from core.pluginsystem import dispatch
from core.pluginsystem.contract_privacy import persons_of
from core.pluginsystem.models import PluginProblem
from core.tenancy.session import db, use
from core.testing_accounts import make_account, make_building, make_person, sign_in

MOST = 3  # persons of the plugin's rows: enough to meet each of its kinds of rows, and soon done


class HooksContract:
    """Core leaves a hook out that fails, and notes it for the admin; here such a note is a failure."""

    name: str

    def test_its_hooks_answer_whoever_looks(self, app: Any, community: Any, client_in: Any) -> None:
        self._fill(app, community)  # type: ignore[attr-defined]  # of PrivacyContract
        with app.app_context(), use(community.id):
            lives_here = make_person("住在这里的人", make_building(98))
            about = [lives_here, *self._people()]
            desk = [f"/desk/people/{person.id}" for person in about]
            desk += [f"/desk/buildings/{lives_here.building_id}", f"/desk/households/{lives_here.household_id}/visit"]
            residents = [make_account(person, "resident") for person in about if account_of(person) is None]
            worker, admin = (make_account(make_person(role), role) for role in ("grid_worker", "community_admin"))
        looks = [(None, ["/"]), *((phone, ["/", "/me/"]) for phone in residents)]
        looks += [(worker, ["/desk/", "/desk/tasks", *desk]), (admin, ["/console/", "/console/plugins", *desk])]
        for phone, paths in looks:
            client = client_in(community)
            if phone:
                sign_in(client, phone)
            assert [path for path in paths if client.get(path).status_code >= 500] == []
        with app.app_context(), use(community.id):
            noted = select(PluginProblem.hook, PluginProblem.text).where(PluginProblem.plugin == self.name)
            found = [f"{hook}: {text}" for hook, text in db.session.execute(noted)]
            assert not found, "\n".join(found)

    def test_its_news_questions_figures_and_jobs_do_not_fail(self, app: Any, community: Any) -> None:
        self._fill(app, community)  # type: ignore[attr-defined]  # of PrivacyContract
        plugin = self.plugin(app)  # type: ignore[attr-defined]  # of PluginContract
        with app.app_context(), use(community.id) as session:
            for person in [make_person("住在这里的人", make_building(99)), *self._people()]:
                for hook in ("may_leave", "must_keep"):
                    dispatch.tell_one(hook, current_community(), self.name, person=person)
            for fact in plugin.facts:
                fact.count(None)
            for job in plugin.jobs:
                job.run(community.id)
            dispatch.tell_one("on_event", current_community(), self.name, event=PluginSwitched(self.name, True))
            dispatch.tell_one("on_disable", current_community(), self.name)
            session.rollback()

    def _people(self) -> list[Person]:
        """Some of those of whom the plugin's rows tell."""
        return persons_of(self.name)[:MOST]
