"""Passwords: which are good enough, and how they are kept (argon2id)."""
from __future__ import annotations

import threading
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.accounts.errors import PasswordWeak
from core.texts import gettext as _

RESIDENT_LENGTH, STAFF_LENGTH, LONGEST = 8, 12, 128
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# A flood of sign-ins may take 4 x 19 MiB and no more.
_slots = threading.BoundedSemaphore(4)


def hash_password(password: str) -> str:
    """The argon2id hash to store (about 20 ms, 19 MiB)."""
    with _slots:
        return _hasher.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one; without a stored one it takes as long and says no."""
    with _slots:
        try:
            return _hasher.verify(stored or _nobody(), password[: LONGEST * 4]) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """Whether a hash was made with older parameters."""
    return _hasher.check_needs_rehash(stored)


def check_password(password: str, *, staff: bool = False, phone: str = "") -> None:
    """Raises PasswordWeak with the rule that the password breaks."""
    shortest = STAFF_LENGTH if staff else RESIDENT_LENGTH
    if len(password) < shortest:
        raise PasswordWeak(_("密码至少要 %(n)s 位，可以用一句好记的话。", n=shortest))
    if len(password) > LONGEST:
        raise PasswordWeak(_("密码最多 %(n)s 位。", n=LONGEST))
    plain = password.lower()
    if len(set(plain)) < 4 or plain in _common() or (phone and phone in plain) or _is_run(plain):
        raise PasswordWeak(_("这个密码太容易猜到，请换一个，不要用手机号、连续数字或常见密码。"))


def _is_run(text: str) -> bool:
    """123456789 or abcdefgh, upwards or downwards."""
    steps = {ord(b) - ord(a) for a, b in zip(text, text[1:], strict=False)}
    return len(steps) == 1 and steps <= {-1, 1}


@cache
def _nobody() -> str:
    return _hasher.hash("nobody's password")


@cache
def _common() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split())
