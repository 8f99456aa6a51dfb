"""Secret addresses, such as a calendar's or a door's: whoever holds one may read, and it can be taken back."""
from __future__ import annotations

from core.kernel.links.models import SecretLink
from core.kernel.links.services import close_link, has_link, linked, open_link
from core.kernel.links.signing import is_signed, number_in, sign_number

__all__ = ["SecretLink", "close_link", "has_link", "is_signed", "linked", "number_in", "open_link", "sign_number"]
