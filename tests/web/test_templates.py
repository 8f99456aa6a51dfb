"""What a template may hold: no inline style or script, and no word that cannot be translated."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(
    path for part in ("core", "plugins") for path in (ROOT / part).glob("**/templates/**/*") if path.suffix in (".html", ".svg")
)
# Attributes whose values people read or hear.
SPOKEN = r'(?:aria-label|placeholder|title|alt|value)="([^"{]*[\u4e00-\u9fff][^"{]*)"'
FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an event attribute": re.compile(r"\son[a-z]+\s*=", re.I),
    "hx-on": re.compile(r"\shx-on", re.I),
    "hx-vals with js:": re.compile(r"hx-(vals|headers)\s*=\s*['\"]js:", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))[^>]*>", re.I),
    "|safe, which switches escaping off": re.compile(r"\|\s*safe\b"),
    "a POST form without token": re.compile(
        r"<form\b(?=[^>]*method=\"post\")(?:(?!</form>).)*?</form>", re.I | re.S
    ),
}
TOKEN = re.compile(r"csrf")


def bare(source: str) -> str:
    """The template without comments, Jinja and scripts: what reaches the page as it stands."""
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.S)
    source = re.sub(r"\{%-?\s*trans.*?endtrans\s*-?%\}", "", source, flags=re.S)
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", source, flags=re.S)


def complaints_about(source: str) -> list[str]:
    """Every rule of the lint that the source breaks."""
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.S)
    found = []
    for name, pattern in FORBIDDEN.items():
        hits = [hit for hit in pattern.finditer(source) if name != "a POST form without token" or not TOKEN.search(hit[0])]
        found += [f"{name}: {hit[0][:60]}" for hit in hits]
    words = re.sub(r"<[^>]*>", " ", bare(source))
    found += [f"text outside gettext: {word}" for word in re.findall(r"[\u4e00-\u9fff，。：；！？]{1,20}", words)]
    found += [f"text outside gettext: {word}" for word in re.findall(SPOKEN, bare(source))]
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_keeps_the_rules(path: Path) -> None:
    assert complaints_about(path.read_text()) == []


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('<p style="color:red">', "a style attribute"),
        ('<button onclick="x()">', "an event attribute"),
        ('<div hx-on:click="x()">', "hx-on"),
        ("<script>let a;</script>", "an inline script"),
        ("{{ text | safe }}", "|safe"),
        ('<form method="post"><button></button></form>', "a POST form without token"),
        ("<p>你好</p>", "text outside gettext: 你好"),
        ('<input placeholder="姓名">', "text outside gettext: 姓名"),
    ],
)
def test_the_lint_sees(source: str, complaint: str) -> None:
    (found,) = complaints_about(source)
    assert found.startswith(complaint)


def test_the_lint_lets_good_templates_pass() -> None:
    good = """{# 说明 #}<p>{{ _('你好') }}</p><script src="{{ asset('app.js') }}" defer></script>
    <script type="application/json">{{ data | tojson }}</script>
    <form method="post">{{ csrf() }}<button>{{ _('好') }}</button></form>"""
    assert complaints_about(good) == []
