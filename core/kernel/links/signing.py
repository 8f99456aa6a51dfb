"""What a printed QR says: the number of a row, signed, so that nobody makes one up at home."""
from __future__ import annotations

from flask import current_app
from itsdangerous import Signer

from core.tenancy.current import current_id


def sign_number(number: int, purpose: str, *secrets: str) -> str:
    """The number with a short signature (old phones read coarse codes only), good in this community for this purpose.

    `secrets`: what else it hangs on; once one of them changes, the signature is worthless.
    """
    return _signer(purpose, secrets).sign(str(number)).decode()


def number_in(token: str) -> int:
    """The number that a token speaks of, 0 for what is no token; believe it only when `is_signed` says so."""
    number = token.partition(".")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 20 else 0


def is_signed(token: str, purpose: str, *secrets: str) -> bool:
    """Whether `sign_number` made the token here, for the same purpose and secrets."""
    return bool(_signer(purpose, secrets).validate(token))


def _signer(purpose: str, secrets: tuple[str, ...]) -> Signer:
    return Signer(current_app.secret_key or "", salt=".".join((purpose, str(current_id()), *secrets)))
