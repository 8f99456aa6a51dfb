"""What was sent is remembered for a day, so that a form that is sent twice is carried out once."""
from __future__ import annotations

from core.kernel.sendings.models import Sending
from core.kernel.sendings.requests import FIELD, SentBefore, form_key, sending_refused, take_sending, this_sending
from core.kernel.sendings.services import answered, earlier_result, forget_old, refused

__all__ = [
    "FIELD", "Sending", "SentBefore", "answered", "earlier_result", "forget_old", "form_key", "refused", "sending_refused",
    "take_sending", "this_sending",
]  # fmt: skip
