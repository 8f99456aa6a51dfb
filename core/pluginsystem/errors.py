"""Why a plugin is not fit, and why a switch or a setting was refused."""
from __future__ import annotations

from typing import Any

from core.errors import Missing, Refused


class ManifestError(ValueError):
    """The manifest breaks a rule; the message says which and what is allowed."""


class Unfit(Exception):
    """The plugin cannot be loaded; `reason` is the finished sentence that the console shows."""

    def __init__(self, reason: Any) -> None:
        super().__init__(reason)
        self.reason = reason


class TooNew(Unfit):
    """The plugin was written for another version of `core.api`."""


class NoSuchPlugin(Missing):
    """No plugin of this name is installed."""


class PluginFailed(Refused):
    """A plugin did not hand out, keep or erase what it was asked about; the sentence names it. Nothing is done then."""


class SwitchRefused(Refused):
    """The plugin cannot be switched now; the sentence says why and what to do."""


class UnknownSetting(Refused):
    """A setting was given that the plugin does not have."""


class SettingsRefused(Refused):
    """A setting has a value that is not allowed; `form` is the bound form with its errors, field by field."""

    def __init__(self, sentence: str, form: Any) -> None:
        super().__init__(sentence)
        self.form = form
