"""No step that asks for a fresh proof takes a file, which could not be kept on the page in between."""
from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from wtforms import FileField, Form, MultipleFileField

from core.accounts.decorators import access_of
from core.pluginsystem.registry import plugins_of

OURS = ("core", "plugins")
# Where files are sent to. A step among these may not ask again before its page says which file is to be chosen again.
TAKES_FILES = {"activities.add_photos", "after_school.child", "console.try_recipe", "micro_wish.hand_over"}
# Comes to a form with a file, and takes none: looked at one by one.
ONLY_NAMES = {
    "accounts.prove_it": "looks whether the form in between had a file, to say that it is gone",
    "after_school.code": "shows the child's page again, with the form that is sent elsewhere",
    "console.apply_recipe": "shows the page of recipes again, with the form that is sent elsewhere",
    "micro_wish.bring": "takes the field for the photo out of the form",
}


# Looks at whatever a form sent, to know it again when it is sent twice; it keeps no file.
KNOWS_AGAIN = "core.kernel.sendings.requests"


@pytest.fixture
def site(sites):
    """Nothing here depends on the database."""
    return sites("sqlite")


@cache
def names_of(code: CodeType) -> set[str]:
    """What a function's code names, that of functions and classes inside it included."""
    inner = (names_of(const) for const in code.co_consts if isinstance(const, CodeType))
    return set(code.co_names).union(*inner)


def named_by(one: Any) -> Iterator[Any]:
    """The functions, classes and members of modules that a function or class names."""
    if isinstance(one, type):
        yield from (member for member in vars(one).values() if isinstance(member, FunctionType))
        yield from one.__bases__
        return
    names = names_of(one.__code__)
    known = [one.__globals__[name] for name in names if name in one.__globals__]
    yield from known
    for module in known:
        if isinstance(module, ModuleType) and module.__name__.partition(".")[0] in OURS:
            yield from (getattr(module, name) for name in names if hasattr(module, name))


def ours(one: Any) -> bool:
    return str(one.__module__).partition(".")[0] in OURS


def reached(view: Any) -> set[Any]:
    """All of core's and the plugins' code that a view may come to."""
    waiting, seen = [view], set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, (FunctionType, type)) or one in seen or one.__module__ == KNOWS_AGAIN:
            continue
        seen.add(one)
        inner = inspect.unwrap(one)
        if ours(inner):
            waiting += named_by(inner)
    return seen


def has_file_field(form: type) -> bool:
    fields = (getattr(getattr(form, name), "field_class", None) for name in dir(form))
    return any(isinstance(field, type) and issubclass(field, (FileField, MultipleFileField)) for field in fields)


def takes_a_file(view: Any) -> bool:
    found = reached(view)
    forms = [one for one in found if isinstance(one, type) and issubclass(one, Form)]
    reads = [one for one in found if isinstance(one, FunctionType) and ours(one) and {"request", "files"} <= names_of(one.__code__)]
    return bool(reads) or any(map(has_file_field, forms))


def test_no_step_that_asks_again_takes_a_file(app):
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    takers = {endpoint for endpoint in posted if takes_a_file(app.view_functions[endpoint])}
    asks = {endpoint for endpoint in posted if access_of(endpoint, app.view_functions[endpoint]).step_up}
    assert takers == TAKES_FILES | set(ONLY_NAMES)
    assert asks & takers == {"console.apply_recipe"}


def test_no_settings_of_a_service_which_ask_again_too_take_a_file(app):
    with app.app_context():
        forms = {plugin.name: plugin.form for plugin in plugins_of().loaded() if plugin.form is not None}
    assert forms
    assert [name for name, form in forms.items() if has_file_field(form)] == []
