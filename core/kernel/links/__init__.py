"""Secret addresses, such as a calendar's: whoever holds one may read, and it can be taken back."""
from __future__ import annotations

from core.kernel.links.models import SecretLink
from core.kernel.links.services import close_link, has_link, linked, open_link

__all__ = ["SecretLink", "close_link", "has_link", "linked", "open_link"]
