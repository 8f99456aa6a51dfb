"""What a change of state brings with it: dates set, helpers and the person told; visits are planned by the services."""
from __future__ import annotations

from datetime import timedelta

from core.api import Change, _l, community_today, notify, volunteer_of

from . import links
from .calendar import minutes_until
from .models import Case, Visit
from .rules import DAY, rules
from .services.helping import helper_of, helpers_of
from .terms import BACKUP, LEAD

SOURCE = "paired_help"


def minutes_to_review(case: Case) -> int:
    """How long a case runs until somebody looks back on it."""
    return rules().review_days * DAY


def minutes_of_trial(case: Case) -> int | None:
    """Until the trial is over; None once it is, so that its end is told once."""
    # Asked when the trial is entered, before its effect has written down the end.
    end = case.trial_ends_on or community_today() + timedelta(days=rules().trial_days)
    return minutes_until(end - timedelta(days=1)) or None


def minutes_for_lead(visit: Visit) -> int:
    """How long a visit is the lead helper's: its day and the days of grace."""
    return minutes_until(visit.due_on + timedelta(days=rules().lead_grace_days))


def minutes_for_backup(visit: Visit) -> int:
    """How long it is the backup's; not at all where there is none."""
    grace = rules().backup_grace_days
    if helper_of(visit.case_id, BACKUP) is None:
        return 0
    return max(grace * DAY, minutes_until(visit.due_on + timedelta(days=grace)))


def minutes_for_grid(visit: Visit) -> int:
    """How long it is the grid worker's."""
    grace = rules().grid_grace_days
    return max(grace * DAY, minutes_until(visit.due_on + timedelta(days=grace)))


def assessed(case: Case, change: Change) -> None:
    """The level decides how often somebody comes."""
    case.level = change.data["level"]


def planned(case: Case, change: Change) -> None:
    """What is needed, and what is to be reached."""
    for name in ("needs", "skill_id", "language", "goals"):
        setattr(case, name, change.data[name])


def matched(case: Case, change: Change) -> None:
    """Lead and backup learn of it; their rows were written in the same transaction."""
    for assignment in helpers_of(case.id):
        notify(assignment.helper_id, _l("您有一位新的结对帮扶对象，请看「我的走访」。"), links.MINE, SOURCE)


def begun(case: Case, change: Change) -> None:
    """Visits begin; from now on silence is counted."""
    case.started_at, case.ended_at = change.at, None
    case.last_contact_at = case.alarmed_at = None
    notify(case.person_id, _l("您的结对帮扶开始了，谁来、什么时候来都写在这里。"), links.ME, SOURCE)


def review_due(case: Case, change: Change) -> None:
    """The lead prepares for the look back; the desk has it among its tasks."""
    lead = helper_of(case.id, LEAD)
    if lead is not None:
        notify(lead.helper_id, _l("您结对的一户到了定期回顾的时候，网格员会约您一起上门。"), links.MINE, SOURCE)


def trial_begun(case: Case, change: Change) -> None:
    """Help is reduced for a while, to see whether it holds."""
    case.trial_ends_on = community_today() + timedelta(days=rules().trial_days)
    notify(case.person_id, _l("您的情况好多了，我们先少来一些试试看，有事随时说。"), links.ME, SOURCE)


def trial_over(case: Case, change: Change) -> None:
    """The time is up: both sides sign, or the case goes back."""
    notify(case.person_id, _l("试行期满了，经办人会请您一起签字退出帮扶。"), links.ME, SOURCE)


def fallen_back(case: Case, change: Change) -> None:
    """The trial did not hold; visits are as often as before."""
    case.trial_ends_on = None


def graduated(case: Case, change: Change) -> None:
    """Out of aid: thanked, and invited to help others (爱心接力)."""
    case.ended_at, case.graduated_on, case.alarmed_at = change.at, community_today(), None
    if not _volunteers(case.person_id):
        notify(
            case.person_id, _l("恭喜您退出帮扶！您走过的路正是别人需要的经验，邀请您也来做志愿者。"), links.APPLY, SOURCE
        )


def reopened(case: Case, change: Change) -> None:
    """Trouble came back: the same case, its next round."""
    case.round += 1
    case.graduated_on = case.trial_ends_on = case.alarmed_at = case.own_view = None


def ended(case: Case, change: Change) -> None:
    """No more visits; the figures keep from when to when there were some."""
    case.ended_at, case.alarmed_at = change.at, None


def left(case: Case, change: Change) -> None:
    """The person died or moved away: nobody is to stand before the door."""
    ended(case, change)
    for assignment in helpers_of(case.id):
        notify(assignment.helper_id, _l("您结对的一户不用再走访了，请不要再上门。谢谢您一直以来的陪伴。"), links.MINE, SOURCE)


def to_backup(visit: Visit, change: Change) -> None:
    """The backup learns that it is their turn."""
    backup = helper_of(visit.case_id, BACKUP)
    if backup is not None:
        notify(backup.helper_id, _l("主帮扶人这次没有走访到，请您去看看，请看「我的走访」。"), links.MINE, SOURCE)


def visited(visit: Visit, change: Change) -> None:
    """When it was."""
    visit.done_at = change.data["met_at"]


def _volunteers(person_id: int) -> bool:
    volunteer = volunteer_of(person_id)
    return volunteer is not None and volunteer.state in ("applied", "active", "paused")
