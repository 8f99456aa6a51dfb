"""Texts for people, in the reader's language: message ids are Chinese, catalogues lie beside core and each plugin."""
from __future__ import annotations

from typing import Any

from flask import g
from flask_babel import Domain, get_locale
from markupsafe import Markup


class Texts(Domain):  # type: ignore[misc]  # Flask-Babel's classes are untyped here
    """Finds a text with little ado: a page asks for a hundred of them."""

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

    def marked_up(self, message: str, /, **values: Any) -> Markup:
        """`_('…')` of the templates: the same as Jinja's own, which takes five calls for it."""
        said = Markup(self.get_translations().gettext(message))  # noqa: S704  # texts of ours; the values are escaped
        return said % values if values or "%" in said else said


texts = Texts()
gettext, ngettext, lazy_gettext = texts.gettext, texts.ngettext, texts.lazy_gettext
