"""What a plugin that keeps something about persons promises: to hand it out, and to forget it."""
from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import JSON, LargeBinary, String, Text, select

from core.communities.state import current_community
from core.people.models import Person
from core.people.of_persons import person_columns, tables_of_persons
from core.pluginsystem import dispatch
from core.pluginsystem.hookspecs import PRIVACY
from core.tenancy.model import mapper_of
from core.tenancy.session import db, use

LONGEST_CODE = 30  # characters; a column for more may hold what somebody wrote


class PrivacyContract:
    """The tests of `export_resident` and `erase_resident`, on the rows that the plugin's `examples` make.

    `not_about_persons`: columns such as "wish_item.source" that are wide enough for words but never hold a person's.
    """

    name: str
    not_about_persons: frozenset[str] = frozenset()

    def test_it_can_hand_out_and_forget_exactly_if_it_refers_to_persons(self, app: Any) -> None:
        plugin = self.plugin(app)  # type: ignore[attr-defined]  # of PluginContract
        offered = [hook for hook in PRIVACY if hasattr(getattr(plugin.hooks, hook, None), "linli_impl")]
        assert offered == (list(PRIVACY) if tables_of_persons(self.name) else [])

    def test_what_it_hands_out_is_json_and_names_the_persons_rows(self, app: Any, community: Any) -> None:
        if not tables_of_persons(self.name):
            return
        self._fill(app, community)
        with app.app_context(), use(community.id):
            people = persons_of(self.name)
            assert people, "examples() makes no row that refers to a person"
            for person in people:
                told = set(_leaves(json.loads(json.dumps(self._call("export_resident", person)))))
                silent = [row.__tablename__ for row in _rows_of(self.name, person) if not told & set(_facts(row))]
                assert (person.name, silent) == (person.name, [])

    def test_a_stranger_is_handed_out_nothing_of_others(self, app: Any, community: Any) -> None:
        if not tables_of_persons(self.name):
            return
        self._fill(app, community)
        with app.app_context(), use(community.id) as session:
            stranger = Person(name="素不相识的人")
            session.add(stranger)
            session.flush()
            told = set(_leaves(json.loads(json.dumps(self._call("export_resident", stranger)))))
            rows = [row for person in persons_of(self.name) for row in _rows_of(self.name, person)]
            assert told & {text for row in rows for text in self._words(row).values()} == set()

    def test_what_it_forgets_leaves_no_words_of_the_person(self, app: Any, community: Any) -> None:
        if not tables_of_persons(self.name):
            return
        self._fill(app, community)
        with app.app_context(), use(community.id) as session:
            for person in persons_of(self.name):
                told = set(_leaves(self._call("export_resident", person)))
                before = {
                    key: text
                    for row in _rows_of(self.name, person)
                    for key, text in self._words(row).items()
                    # A row may tell of two persons; the words that are handed out are this one's.
                    if text in told or len(_keys_to_persons(row)) == 1
                }
                self._call("erase_resident", person)
                session.flush()
                session.expire_all()
                after = {k: text for row in _rows_of(self.name, person) for k, text in self._words(row).items()}
                left = sorted({f"{table}.{column}" for (table, column, _id), _text in before.items() & after.items()})
                assert (person.name, left) == (person.name, [])

    def _fill(self, app: Any, community: Any) -> None:
        self.switch(app, community)  # type: ignore[attr-defined]  # of PluginContract
        self.examples(app, community)  # type: ignore[attr-defined]  # of PluginContract

    def _call(self, hook: str, person: Person) -> Any:
        return dispatch.tell_one(hook, current_community(), self.name, person=person)

    def _words(self, row: Any) -> dict[tuple[str, str, int], Any]:
        """What somebody may have written in a row, by table, column and id; codes and empty fields left out."""
        return {
            (row.__tablename__, column.name, row.id): json.dumps(value) if isinstance(column.type, JSON) else value
            for column in row.__table__.columns
            if holds_words(column) and f"{row.__tablename__}.{column.name}" not in self.not_about_persons
            and (value := getattr(row, column.key))
        }  # fmt: skip


def holds_words(column: Any) -> bool:
    """Whether a column may hold what somebody wrote, and not only a word of the program's own."""
    if isinstance(column.type, String) and not isinstance(column.type, Text):
        return column.type.length is None or column.type.length > LONGEST_CODE
    return isinstance(column.type, (Text, JSON, LargeBinary))


def _rows_of(name: str, person: Person) -> Iterator[Any]:
    """The plugin's rows that refer to a person."""
    for table in tables_of_persons(name):
        model = mapper_of(table.name)
        for column in person_columns(table):
            yield from db.session.scalars(select(model).where(getattr(model, column) == person.id)).unique()


def _keys_to_persons(row: Any) -> set[int]:
    held = (getattr(row, column) for column in person_columns(row.__table__))
    return {person_id for person_id in held if person_id is not None}


def persons_of(name: str) -> list[Person]:
    """Everybody to whom the plugin's rows refer."""
    found: set[int] = set()
    for table in tables_of_persons(name):
        for row in db.session.scalars(select(mapper_of(table.name))).unique():
            found |= _keys_to_persons(row)
    return [db.session.get_one(Person, person_id) for person_id in sorted(found)]


def _facts(row: Any) -> Iterator[str]:
    """A row's own values as an export may write them; keys say nothing to the person."""
    keys = {"community_id", "id"} | {key.parent.name for key in row.__table__.foreign_keys}
    for column in row.__table__.columns:
        value = getattr(row, column.key)
        if column.name not in keys and value not in (None, "", False, 0):
            yield value.isoformat() if isinstance(value, date) else str(value)


def _leaves(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list):
        for each in data:
            yield from _leaves(each)
    elif data is not None:
        yield str(data)
