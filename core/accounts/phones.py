"""Phone numbers as people type them, and as they are kept: 11 digits of the mainland."""
from __future__ import annotations

import phonenumbers

from core.accounts.errors import PhoneInvalid
from core.crypto import keyring
from core.people.tidy import tidy_phone


def normalise_phone(text: str) -> str:
    """The 11 digits of a mainland mobile number in whatever spelling; raises PhoneInvalid."""
    digits = tidy_phone(text or "")
    try:
        number = phonenumbers.parse(digits, "CN")
    except phonenumbers.NumberParseException:
        raise PhoneInvalid() from None
    # The length alone decides, so that newly opened number ranges work without an update.
    if len(digits) != 11 or not digits.isdecimal() or not digits.startswith("1") or number.country_code != 86:
        raise PhoneInvalid()
    return digits


def try_key(phone: str) -> str:
    """The name under which tries on a phone are counted, whether or not it has an account."""
    return keyring().token("accounts.tries", tidy_phone(phone)).hex()
