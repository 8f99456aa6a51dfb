"""The columns of one-time codes and of signed-in browsers, shared by residents' and operators' accounts."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.people.sensitive import Sensitive, mask_all


class TotpColumns:
    """An account's app for one-time codes: its secret, since when it counts, and the last 30 s step that was used."""

    totp = Sensitive(mask=mask_all)
    totp_since: Mapped[datetime | None] = mapped_column(default=None)
    totp_step: Mapped[int] = mapped_column(default=0)


class SpareColumns:
    """A recovery code: used once, in the place of a code from the app."""

    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class BrowserColumns:
    """One signed-in browser; the cookie holds the random sid, the row its sha256.

    `awaits_code`: the password was right and the one-time code is still to come; until then nobody is signed in.
    `address`: the network it came from, too short to find a home by. `proved_at`: when password or code were last typed.
    """

    sid_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(40), default="")
    awaits_code: Mapped[bool] = mapped_column(default=False)
    proved_at: Mapped[datetime | None] = mapped_column(default=None)
