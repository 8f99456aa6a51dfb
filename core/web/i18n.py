"""The reader's language and the community's time zone."""
from __future__ import annotations

from pathlib import Path

from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale

from core.tenancy.current import current_id_or_none
from core.texts import texts

# Cookie value -> Babel locale. Chinese is the language of the message ids, so it has no catalogue.
LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
DEFAULT_LANGUAGE = "zh"
DEFAULT_ZONE = "Asia/Shanghai"
CATALOGUES = Path(__file__).parents[1] / "translations"
PLUGINS = Path(__file__).parents[2] / "plugins"


def init_i18n(app: Flask) -> Babel:
    """Set Flask-Babel up with core's catalogue and one per plugin folder that has translations."""
    folders = [CATALOGUES, *sorted(PLUGINS.glob("*/translations"))]
    babel = Babel(
        app,
        default_locale=LANGUAGES[DEFAULT_LANGUAGE],
        default_timezone=DEFAULT_ZONE,
        default_translation_directories=";".join(str(folder) for folder in folders),
        locale_selector=lambda: LANGUAGES[language()],
        timezone_selector=zone,
    )
    babel.domain_instance = texts
    app.jinja_env.globals.update(_=texts.marked_up, gettext=texts.marked_up)
    return babel


def language() -> str:
    """`zh` or `en`: the reader's choice, else Chinese."""
    chosen = request.cookies.get("lang") if has_request_context() else None
    return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE


def html_lang() -> str:
    """The language for `<html lang>`."""
    locale = get_locale()
    return "en" if locale and locale.language == "en" else "zh-CN"


def zone() -> str:
    """The time zone of the community in force, else China's."""
    from core.communities.services import current_community  # communities use our catalogues for their words

    return current_community().timezone or DEFAULT_ZONE if current_id_or_none() is not None else DEFAULT_ZONE
