"""What no line of the code may do, because peers did it and were taken over."""
from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module that runs in the site: not the tests, and not the tools of those who build it."""
    for path in [*(ROOT / "core").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]:
        if not {"tests", "tools"} & set(path.relative_to(ROOT).parts) and not path.name.startswith("testing"):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def imported() -> Iterator[tuple[str, str]]:
    """(file, name of the module that it imports, in full)."""
    for file, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((file, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((file, f"{node.module}.{alias.name}") for alias in node.names)


@pytest.mark.peer("CVE-2021-33026")
def test_nothing_is_unpickled():
    """Flask-Caching CVE-2021-33026: who writes to the cache runs code."""
    bad = re.compile(r"(pickle|cPickle|dill|shelve|marshal|joblib)(\.|$)")
    assert [found for found in imported() if bad.match(found[1])] == []


@pytest.mark.peer("CVE-2026-45573", "CVE-2026-25738", "CVE-2024-43371")
def test_the_server_fetches_no_address_that_somebody_typed():
    """Decidim, Indico, CKAN: a push or webhook address led into the inner network. Here no HTTP client is imported."""
    bad = re.compile(r"(requests|httpx|aiohttp|urllib3|http\.client|urllib\.request|ftplib|smtplib|socket)(\.|$)")
    # Waits until its own web server answers, before it opens the job worker.
    assert {found[0] for found in imported() if bad.match(found[1])} == {"core/serve.py"}


@pytest.mark.peer("CVE-2020-13948", "CVE-2023-41047")
def test_no_template_and_no_code_comes_from_data():
    """Superset CVE-2020-13948, OctoPrint CVE-2023-41047: a field that admins fill in was run as a template."""
    called = {
        (file, node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""))
        for file, tree in modules() for node in ast.walk(tree) if isinstance(node, ast.Call)
    }  # fmt: skip
    assert [found for found in called if found[1] in ("render_template_string", "from_string", "eval", "exec", "compile_expression")] == []


@pytest.mark.peer("CVE-2023-37901")
def test_our_scripts_never_make_markup_of_text():
    """Indico CVE-2023-37901: a question before deleting put a title into the page as markup."""
    scripts = [path for folder in ("core", "plugins") for path in (ROOT / folder).rglob("*.js") if "vendor" not in path.parts]
    made = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\(|new Function")
    assert len(scripts) > 3
    assert [str(path) for path in scripts if made.search(path.read_text(encoding="utf-8"))] == []
