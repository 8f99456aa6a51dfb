"""One-time codes (TOTP): an app on the phone shows six digits every 30 seconds; each opens once."""
from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyotp
from sqlalchemy import delete, select, update

from core.accounts.codes import code_hash, new_digits, shown
from core.accounts.delays import ANYWHERE, forget_tries, take_try
from core.accounts.errors import OneTimeCodeWrong
from core.accounts.models import Account, AccountSession, RecoveryCode, SignInDelay
from core.accounts.phones import try_key
from core.clock import now
from core.errors import Refused
from core.tenancy.session import db
from core.texts import gettext as _

SPARES, SPARE_DIGITS, DIGITS = 10, 10, 6
# A phone's clock may be half a minute off.
DRIFT = (-1, 0, 1)


@dataclass(frozen=True)
class Keeper:
    """The tables that keep somebody's sign-in: the holders, their browsers and recovery codes with the holder's column,
    the delays; `tried_as` gives the name under which tries at a holder's password are counted, `refused` is told of
    each wrong proof, with the holder and the address it came from.
    """

    holders: Any
    browsers: Any
    spares: Any
    owner: str
    delays: Any
    tried_as: Callable[[Any], str]
    refused: Callable[[Any, str], Any]

    def spares_of(self, holder: Any) -> Any:
        """The condition for a holder's recovery codes."""
        return getattr(self.spares, self.owner) == holder.id

    def browsers_of(self, holder_id: int | None) -> Any:
        """The condition for a holder's browsers."""
        return getattr(self.browsers, self.owner) == holder_id


def _phone_key(account: Account) -> str:
    return try_key(Account.phone.clear(account) or "")


PEOPLE = Keeper(
    Account, AccountSession, RecoveryCode, "account_id", SignInDelay, _phone_key,
    lambda account, address: None,  # counted by the delays; a community's audit tells what was done, not what was tried
)  # fmt: skip


def begin(holder: Any) -> None:
    """Make the secret that the app is to be given; codes are asked for once `confirm` has seen one. Raises Refused."""
    if holder.totp_since is not None:
        raise Refused(_("已经在用动态验证码了；要换手机，请先停用再重新设置。"))
    holder.totp, holder.totp_step = pyotp.random_base32(), 0


def secret_of(holder: Any) -> str | None:
    """The secret while it is being handed to the app; afterwards nobody sees it again."""
    clear: str | None = type(holder).totp.clear(holder) if holder.totp_since is None else None
    return clear


def app_address(secret: str, holder_name: str, issuer: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=holder_name, issuer_name=issuer)


def confirm(keeper: Keeper, holder: Any, typed: str) -> list[str]:
    """Ask for codes from now on, as the app has shown that it has the secret; the recovery codes, shown this once.

    Counts the try, which commits. Raises OneTimeCodeWrong, TooSoon, Refused without a secret.
    """
    if secret_of(holder) is None:
        raise Refused(_("请先点“开始设置”。"))
    use_code(keeper, holder, typed)
    holder.totp_since = now()
    return renew_spares(keeper, holder)


def renew_spares(keeper: Keeper, holder: Any) -> list[str]:
    """Ten fresh recovery codes, in groups of five digits, stored as hashes; the former ones are worthless.

    Raises Refused where no one-time codes are in use.
    """
    if holder.totp_since is None:
        raise Refused(_("还没有设置动态验证码。"))
    db.session.execute(delete(keeper.spares).where(keeper.spares_of(holder)))
    codes = [new_digits(SPARE_DIGITS) for _each in range(SPARES)]
    db.session.add_all(
        keeper.spares(**{keeper.owner: holder.id}, code_hash=_spare_hash(holder, code)) for code in codes
    )
    db.session.flush()
    return [shown(code) for code in codes]


def spares_left(keeper: Keeper, holder: Any) -> int:
    """How many recovery codes are unused."""
    spares = keeper.spares
    return len(db.session.scalars(select(spares.id).where(keeper.spares_of(holder), spares.used_at.is_(None))).all())


def stop(keeper: Keeper, holder: Any) -> None:
    """Ask for no codes any more, and forget the secret and the recovery codes."""
    holder.totp, holder.totp_since = None, None
    db.session.execute(delete(keeper.spares).where(keeper.spares_of(holder)))


def use_code(keeper: Keeper, holder: Any, typed: str) -> None:
    """Use up a code of the app, or a recovery code. Raises OneTimeCodeWrong, TooSoon.

    The try is counted and committed first, wherever it comes from: a million codes are few. Of two requests with one
    code the second waits for the first one's commit, and is wrong.
    """
    key = f"code:{holder.id}"
    take_try(keeper.delays, key, ANYWHERE)
    digits = "".join(c for c in unicodedata.normalize("NFKC", typed) if c.isascii() and c.isdigit())
    if not (_use_step(keeper, holder, digits) or _use_spare(keeper, holder, digits)):
        raise OneTimeCodeWrong()
    forget_tries(keeper.delays, key, ANYWHERE)


def _use_step(keeper: Keeper, holder: Any, digits: str) -> bool:
    secret = type(holder).totp.clear(holder)
    step = _step_of(secret, digits) if secret and len(digits) == DIGITS else None
    if step is None:
        return False
    # Later steps only, so a code that somebody read over the shoulder is worthless, as are those before it.
    later = update(keeper.holders).where(keeper.holders.id == holder.id, keeper.holders.totp_step < step)
    done = db.session.execute(later.values(totp_step=step).execution_options(synchronize_session=False))
    db.session.refresh(holder, ["totp_step"])
    return bool(done.rowcount == 1)


def _step_of(secret: str, digits: str) -> int | None:
    """The step whose code this is, among the present one and its neighbours."""
    app, moment = pyotp.TOTP(secret), now()
    found = None
    for step in (app.timecode(moment) + drift for drift in DRIFT):
        if hmac.compare_digest(app.generate_otp(step), digits):
            found = step
    return found


def _use_spare(keeper: Keeper, holder: Any, digits: str) -> bool:
    if holder.totp_since is None or len(digits) != SPARE_DIGITS:
        return False
    spares = keeper.spares
    unused = (keeper.spares_of(holder), spares.code_hash == _spare_hash(holder, digits), spares.used_at.is_(None))
    statement = update(spares).where(*unused).values(used_at=now())
    return bool(db.session.execute(statement.execution_options(synchronize_session=False)).rowcount == 1)


def _spare_hash(holder: Any, code: str) -> str:
    return code_hash(f"recovery:{holder.id}", code)
