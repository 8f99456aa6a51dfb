"""The gallery shows every component that a page may import."""
from __future__ import annotations

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "core/web/templates"
OFFERED = re.compile(r"\{%- set (\w+) = \w+\.\w+ -%\}")
CALLED = re.compile(r"\b(\w+)\(")
COMMENT = re.compile(r"\{#.*?#\}", re.S)


def _source(path: Path) -> str:
    return COMMENT.sub("", path.read_text())


def test_every_component_stands_in_the_gallery() -> None:
    offered = set(OFFERED.findall(_source(TEMPLATES / "macros.html")))
    gallery = {name for page in (TEMPLATES / "ui").glob("*.html") for name in CALLED.findall(_source(page))}
    used_by_those = {"field", "error_summary", "action", "step", "step_with_reason"}  # form_card and actions draw them
    assert len(offered) > 25
    assert offered - gallery - used_by_those == set()


def test_every_macro_is_offered_to_pages() -> None:
    offered = set(OFFERED.findall(_source(TEMPLATES / "macros.html")))
    written = {
        name for file in (TEMPLATES / "macros").glob("*.html") for name in re.findall(r"\{% macro ([a-z]\w*)\(", _source(file))
    }
    assert written == offered
