"""Where a page says what a service refused."""
from __future__ import annotations

from typing import Any

from core.accounts.forms import refuse
from core.errors import Refused


def show_refusal(form: Any, refusal: Refused) -> None:
    """Put a service's sentence next to the field it speaks of, else next to the first one."""
    named = getattr(refusal, "field", "")
    refuse(form[named] if named in form else next(iter(form)), refusal)
