"""Why a community cannot be backed up or put back."""
from __future__ import annotations

from core.errors import Refused


class BackupRefused(Refused):
    """The rows cannot be written completely; the sentence says which and what to do."""


class RestoreRefused(Refused):
    """The file does not fit this site, or is not what it says; nothing was changed."""
