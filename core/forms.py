"""The form that every form of core and of the services is made from.

What nobody can see is not taken as text, and what is sent twice is carried out once.
"""
from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, PasswordField, StringField, TextAreaField
from wtforms.csrf.core import CSRFTokenField

from core.kernel.sendings import FIELD, form_key, take_sending

# Ideographs that names are written with, and that NFC would replace by others.
_NOT_KEPT_BY_NFC = r"\uf900-\ufaff\U0002f800-\U0002fa1f"
_PLAIN = re.compile(f"[^{_NOT_KEPT_BY_NFC}]+")
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Controls, halves of characters, what turns the direction of writing, and what has no width.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\u200b\u200c\u200e\u200f\u061c\u00ad\u180e\u2060-\u2065"
    r"\ufeff\u115f\u1160\u3164\uffa0]"
)
# A joiner that joins no two emoji (a family, a flag) joins nothing.
_EMOJI = r"[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]"
_LOOSE_JOINER = re.compile(rf"(?<!{_EMOJI})\u200d|\u200d(?!{_EMOJI})")


def cleaned(text: str, *, lines: bool = False) -> str:
    """A typed text without what nobody can see, stripped; line breaks and tabs stay where there are `lines`."""
    text = _BREAKS.sub("\n", text)
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    text = _LOOSE_JOINER.sub("", _UNSEEN.sub("", text))
    return _PLAIN.sub(lambda found: unicodedata.normalize("NFC", found[0]), text).strip()


def key_input() -> Markup:
    """The hidden one-time key of a form, for one that is drawn by hand."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, form_key())


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form whose texts arrive clean, so that one of nothing but invisible characters counts as not filled in.

    It carries a one-time key beside its token: of the same form sent twice, the second passes no `validate` but leads to
    where the first one led.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF has no types
        def render_field(self, field: Any, render_kw: Any) -> Any:
            """The token as usual, with the one-time key beside it."""
            drawn = super().render_field(field, render_kw)
            return drawn + key_input() if isinstance(field, CSRFTokenField) else drawn

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether what was sent will do; raises SentBefore when the very same was carried out already."""
        fits = bool(super().validate(extra_validators))
        if fits:
            take_sending()
        return fits

    def process(self, formdata: Any = None, *more: Any, **named: Any) -> None:
        """As usual, with what was sent to the fields for text cleaned; passwords and hidden fields are left as they are."""
        sent = self.meta.wrap_formdata(self, formdata)
        super().process(sent if sent is None else self._clean(sent), *more, **named)

    def _clean(self, sent: Any) -> Any:
        changed = MultiDict((key, value) for key in sent for value in sent.getlist(key))
        for field in self._fields.values():
            if isinstance(field, StringField) and not isinstance(field, (PasswordField, HiddenField)) and field.name in changed:
                lines = isinstance(field, TextAreaField)
                values = changed.getlist(field.name)
                changed.setlist(field.name, [cleaned(v, lines=lines) if isinstance(v, str) else v for v in values])
        return changed
