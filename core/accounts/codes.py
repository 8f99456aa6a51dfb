"""One-time codes: easy to read aloud and type, kept as keyed hashes only."""
from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from flask import current_app
from sqlalchemy import update

from core.accounts.models import ActivationCode
from core.clock import now
from core.tenancy.current import current_id_or_none
from core.tenancy.session import db

# Without 0/O, 1/I/L and U: nothing that elderly eyes or handwriting confuse.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_code(length: int = 10) -> str:
    """A random code of letters and digits (10 of them: 49 bits)."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def new_digits(length: int = 6) -> str:
    """A random code of digits, for a telephone."""
    return "".join(secrets.choice("0123456789") for _ in range(length))


def shown(code: str) -> str:
    """The code in groups of five."""
    return "-".join(code[i : i + 5] for i in range(0, len(code), 5))


def void_activation_codes(person_id: int) -> None:
    """Make the codes that were handed out for a person worthless."""
    void_codes_of(ActivationCode.person_id == person_id)


def void_codes_of(people: Any) -> None:
    """The same for all whom a condition on ActivationCode.person_id names."""
    db.session.execute(
        update(ActivationCode)
        .where(people, ActivationCode.used_at.is_(None))
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )


def code_hash(purpose: str, code: str) -> str:
    """What is stored of a code: bound to the purpose, the community (None: an operator's) and the app's secret."""
    plain = "".join(c for c in code.upper() if c.isalnum())
    secret = current_app.secret_key
    key = secret if isinstance(secret, bytes) else str(secret).encode()
    return hmac.new(key, f"{purpose}|{current_id_or_none()}|{plain}".encode(), hashlib.sha256).hexdigest()
