"""Notices: one inbox per person, and the channels that lead out of the site."""
from __future__ import annotations

from core.notices.channels import register_channel, send
from core.notices.models import Notice
from core.notices.services import inbox, mark_read, notify, unread_count

__all__ = ["Notice", "inbox", "mark_read", "notify", "register_channel", "send", "unread_count"]
