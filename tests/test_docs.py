"""What the documents promise is in the code, and what the code offers is in the documents."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from core import api, plugin_docs
from core.config import Settings
from core.pluginsystem import hookspecs

ROOT = Path(__file__).resolve().parent.parent
PLUGIN_DOCS = "\n".join(path.read_text() for path in (ROOT / "docs/plugins").rglob("*.md"))
OPERATORS = (ROOT / "docs/operators.md").read_text()
ADMINS = (ROOT / "docs/admins.md").read_text()
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("plugins/**/*.md"), *ROOT.glob("instances/*.md")]
TEXTS = "\n".join(path.read_text() for path in DOCUMENTS)


def _variable(name: str) -> str:
    return "PORT" if name == "port" else f"LINLI_{name.upper()}"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_has_a_sentence_and_stands_in_the_operators_guide(name: str) -> None:
    assert Settings.model_fields[name].description
    assert f"`{_variable(name)}`" in OPERATORS


def test_the_operators_guide_names_no_setting_that_does_not_exist() -> None:
    known = {_variable(name) for name in Settings.model_fields}
    assert set(re.findall(r"`(LINLI_[A-Z_]+)`", OPERATORS)) <= known


def test_every_hook_says_what_it_is_for() -> None:
    hooks = [value for value in vars(hookspecs).values() if hasattr(value, "linli_spec")]
    assert hooks
    assert [hook.__name__ for hook in hooks if not hook.__doc__] == []


def test_every_hook_has_a_page_and_every_name_of_the_api_stands_in_the_plugin_documents() -> None:
    hooks = [name for name, value in vars(hookspecs).items() if hasattr(value, "linli_spec")]
    assert [name for name in hooks if not (ROOT / f"docs/plugins/hooks/{name}.md").is_file()] == []
    assert [name for name in api.__all__ if f"`{name}`" not in PLUGIN_DOCS and f"`{name}(" not in PLUGIN_DOCS] == []


def test_the_reference_pages_are_what_the_code_says() -> None:
    assert list(plugin_docs.differences()) == []


def test_the_api_page_says_how_a_thing_is_made_and_what_a_row_has() -> None:
    page = plugin_docs.pages()[ROOT / "docs/plugins/api.md"]
    assert "`Hint(text: Any, endpoint: str, values: Mapping[str, Any] = <factory>)`: What the admin has to do yet" in page
    assert "(columns: entrance, floor, number; belongs to: building)" in page
    assert "(columns: name, kind, contact, co_building; sensitive: phone)" in page
    assert "`default_roles`: community_admin, grid_worker, building_head, volunteer, resident, unit_contact." in page
    assert " at 0x" not in page


def test_every_macro_that_a_page_may_import_stands_on_their_page() -> None:
    offered = re.findall(r"set (\w+) =", (ROOT / "core/web/templates/macros.html").read_text())
    page = plugin_docs.pages()[ROOT / "docs/plugins/macros.md"]
    assert [name for name in offered if f"- `{name}(" not in page] == []
    assert "- `bars([(label, value), ...], unit)`: figures side by side" in page


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("command", sorted({words.strip() for words in re.findall(r"\bflask (?!import)([a-z][^`#\n]*)", TEXTS)}))
def test_a_command_in_a_document_exists_with_its_options(app, command: str) -> None:
    name, *rest = command.split()
    found = app.cli.commands[name]
    if rest and hasattr(found, "commands"):
        found = found.commands[rest[0]]
    offered = {option for parameter in found.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert set(re.findall(r"(?<= )--?[a-z][a-z-]*", command)) - offered == set()


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_an_address_in_a_document_is_served(app) -> None:
    addresses = set(re.findall(r"`(/[a-z][a-z_/-]*)`", TEXTS)) - {"/xinzhu/", "/changcheng-garden/"}
    served = app.url_map.bind("localhost")
    assert [address for address in addresses if not served.test(address.removeprefix("/xinzhu"))] == []
    assert len(addresses) > 10


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:core|plugins|tests|docs|bench|instances)/[\w/.-]*)`", TEXTS))))
def test_a_file_or_folder_in_a_document_is_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_the_admins_guide_names_every_page_of_the_console(app) -> None:
    titles = [str(item.title) for item in app.extensions["linli.nav"] if item.area == "console"]
    assert "社区配方" in titles
    assert [title for title in titles if f"| {title} |" not in ADMINS] == []
