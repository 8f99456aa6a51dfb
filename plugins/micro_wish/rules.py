"""The community's own settings of the wish station, read as one small object."""
from __future__ import annotations

from dataclasses import dataclass, field

from core.api import N_, settings_of_plugin

GOODS, SERVICE = "goods", "service"
EVERYBODY, HELPERS, ORGANISATIONS = "everybody", "helpers", "organisations"
GROUPS = (N_("老人"), N_("儿童"), N_("残疾人"), N_("困难家庭"), N_("优抚对象"), N_("新就业群体"))


@dataclass(frozen=True)
class Rules:
    """The defaults are those of SettingsForm."""

    reserve_hours: int = 24
    promise_days: int = 7
    promise_most: int = 30
    remind_days: int = 1
    return_days: int = 7
    open_days: int = 180
    limit_yuan: int = 300
    groups: str = "\n".join(GROUPS)
    kinds: list[str] = field(default_factory=lambda: [GOODS, SERVICE])
    who: str = EVERYBODY
    claims_most: int = 5
    wall_seconds: int = 60
    close_days: int = 30

    @property
    def limit_fen(self) -> int:
        """The dearest wish that may be published."""
        return self.limit_yuan * 100

    @property
    def group_list(self) -> list[str]:
        """The groups of people, one per line in the settings."""
        return [line.strip() for line in self.groups.splitlines() if line.strip()]


def rules() -> Rules:
    """The rules of the community in force."""
    return Rules(**settings_of_plugin("micro_wish"))
