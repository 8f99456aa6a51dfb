"""The kernel speaks through gettext; where the web part has not joined, the messages stay as they are."""
from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import Babel


@pytest.fixture(autouse=True)
def babel(request: pytest.FixtureRequest) -> None:
    if "app" in request.fixturenames:
        app: Flask = request.getfixturevalue("app")
        if "babel" not in app.extensions:
            Babel(app, default_locale="zh_Hans_CN")
