"""The community's own settings of its activities, read as one small object."""
from __future__ import annotations

from dataclasses import dataclass

from core.api import N_, settings_of_plugin

# The six brands 邻里守望; a community may write its own list.
BRANDS = (N_("相伴"), N_("相携"), N_("相扶"), N_("相助"), N_("相悦"), N_("相亲"))
USUAL_KINDS = "\n".join(BRANDS)


@dataclass(frozen=True)
class Rules:
    """The defaults are those of SettingsForm."""

    kinds: str = USUAL_KINDS
    planned_only: bool = False
    weeks_ahead: int = 4
    signup_days: int = 14
    late_hours: int = 24
    waiting_list: bool = True
    reminder_hours: int = 24
    no_show_limit: int = 3
    no_show_days: int = 90
    early_minutes: int = 60
    after_minutes: int = 120

    @property
    def kind_list(self) -> list[str]:
        """The kinds of activity, one per line of the setting."""
        return [line.strip()[:20] for line in self.kinds.splitlines() if line.strip()]


def rules() -> Rules:
    """The rules of the community in force."""
    return Rules(**settings_of_plugin("activities"))
