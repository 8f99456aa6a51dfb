"""The ends that a mask leaves of a sensitive value are text like any other."""
from __future__ import annotations

from typing import Any

import pytest
from markupsafe import Markup

from core.people.sensitive import Sensitive
from core.testing_accounts import make_person


def test_what_a_mask_shows_is_escaped(inside: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_person("陈一", phone="13800001111")
    monkeypatch.setattr(Sensitive, "clear", lambda *row: '"><b onclick=1>')  # the phone's own tidying lets none of it pass
    assert str(person.phone) == '"><b*******k=1>'
    assert Markup('<i title="{}">').format(person.phone) == '<i title="&#34;&gt;&lt;b*******k=1&gt;">'
