"""The reader's language and the community's time zone."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, get_locale
from markupsafe import Markup

from core.tenancy.current import current_id_or_none

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
    domain = babel.domain_instance = KeptDomain()
    app.jinja_env.globals.update(_=domain.text, gettext=domain.text)
    return babel


class KeptDomain(Domain):  # type: ignore[misc]  # Flask-Babel's classes are untyped here
    """Finds the texts with little ado: a page asks for forty of them."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, Any] = {}

    def get_translations(self) -> Any:
        """The catalogue of the locale in force."""
        # Flask-Babel keeps the locale there once it was asked; asking it again costs as much as the rest.
        locale = getattr(g.get("_flask_babel"), "babel_locale", None) if g else None
        locale = locale or get_locale()
        if locale is None:
            return super().get_translations()
        if locale.language not in self.kept:
            self.kept[locale.language] = super().get_translations()
        return self.kept[locale.language]

    def text(self, message: str, /, **values: Any) -> Markup:
        """`_('…')` of the templates: the same as Jinja's own, which takes five calls for it."""
        said = Markup(self.get_translations().gettext(message))  # noqa: S704  # texts of ours; the values are escaped
        return said % values if values or "%" in said else said


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
