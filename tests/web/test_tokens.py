"""Every pair of colours that carries words can be read: WCAG AA, in light and dark and in each community's look."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

THEME = Path(__file__).parents[2] / "core/web/static/theme"
LOOKS = ("cinnabar", "jade", "azure", "amber")
THEMES = ("light", "dark")
WHITE = "#FFFFFF"

# (text, ground): at least 4.5.
WORDS = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "sunk"), ("ink", "gold-tint"),
    ("muted", "paper"), ("muted", "surface"), ("muted", "sunk"), ("muted", "gold-tint"),
    ("red-text", "surface"), ("red-text", "red-tint"), ("red-text", "paper"),
    ("brand-text", "surface"), ("brand-text", "brand-tint"), ("brand-text", "paper"), ("brand-text", "sunk"),
    ("gold-text", "gold-tint"), ("green-text", "green-tint"), ("blue-text", "blue-tint"), ("amber-text", "amber-tint"),
    (WHITE, "brand"), (WHITE, "brand-deep"), (WHITE, "red"), (WHITE, "need-3"),
    ("need-ink", "need-0"), ("need-ink", "need-1"), ("need-ink", "need-2"),
    ("on-gold", "on-red-gold"),
    # The gradient's lightest corner decides.
    ("on-red", "hero-1"), ("on-red-soft", "hero-1"), ("on-red-gold", "hero-1"),
    (WHITE, "card-1"), ("on-red-soft", "card-1"), ("on-red-gold", "card-1"),
]
# Borders of controls, chart lines, focus: at least 3.
SHAPES = [
    ("ctl", "surface"), ("ctl", "paper"), ("brand-line", "surface"), ("gold-line", "surface"), ("gold-line", "sunk"),
    *(("focus", ground) for ground in ("paper", "surface", "sunk", "brand-tint", "gold-tint", "blue-tint", "amber-tint")),
]


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two #RRGGBB colours."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _tokens(theme: str, look: str) -> dict[str, str]:
    found: dict[str, str] = {}
    text = (THEME / "tokens.css").read_text() + (THEME / "looks.css").read_text()
    for selectors, body in re.findall(r"([^{}]*)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", text, flags=re.S)):
        if any(_applies(selector.strip(), theme, look) for selector in selectors.split(",")):
            found.update(re.findall(r"--([\w-]+): (#[0-9A-F]{6}|var\(--[\w-]+\));", body))
    for name, value in found.items():
        if value.startswith("var"):
            found[name] = found[value[6:-1]]
    return found


def _applies(selector: str, theme: str, look: str) -> bool:
    wanted = dict(re.findall(r'data-(bs-theme|look)="(\w+)"', selector))
    return wanted.get("bs-theme", theme) == theme and wanted.get("look", look) == look


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("theme", THEMES)
def test_words_and_shapes_stand_out_from_their_ground(theme: str, look: str) -> None:
    tokens = _tokens(theme, look)
    pairs = [(pair, 4.5) for pair in WORDS] + [(pair, 3.0) for pair in SHAPES]
    weak = {
        (one, other): round(ratio, 2)
        for (one, other), least in pairs
        if (ratio := contrast(tokens.get(one, one), tokens.get(other, other))) < least
    }
    assert weak == {}
