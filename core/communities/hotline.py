"""The community's telephone number: what may be written, and what a telephone dials of it."""
from __future__ import annotations

import re

# Digits with spaces and hyphens, perhaps of another country, perhaps with an extension.
PATTERN = r"^(?:\+?[0-9][0-9 \-]{2,22}(?: ?(?:转|ext\.?|,) ?[0-9]{1,6})?)?$"


def dialled(number: str) -> str:
    """The number for `tel:`; a comma is the pause before an extension."""
    return re.sub(r"[^0-9+,]", "", re.sub(r"转|ext\.?", ",", number))
