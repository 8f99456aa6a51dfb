"""A door is found however staff write it, in a search as in a form."""
from __future__ import annotations

import pytest

from core.grids.doors import typed_door


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("3-502", (3, None, "502")),
        (" 3栋502 ", (3, None, "502")),
        ("3幢2单元502室", (3, 2, "502")),
        ("3号楼 502号", (3, None, "502")),
        ("3—2—12a", (3, 2, "12A")),
    ],
)
def test_a_door_is_read_however_it_is_written(text, door):
    assert typed_door(text) == door


@pytest.mark.parametrize("text", ["", "王秀兰", "1234", "3-", "3-2-5-02"])
def test_what_names_no_door_is_none(text):
    assert typed_door(text) is None
