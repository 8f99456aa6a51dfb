"""From being noticed to standing alone: the whole life of a case, with every figure checked."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.clock import now
from core.communities.services import community_today
from core.notices.models import Notice
from core.people.services import has_consent
from core.tenancy.session import db
from core.volunteers.models import ServiceRecord
from plugins.paired_help import CARE
from plugins.paired_help.models import Assignment, Sheet, Visit
from plugins.paired_help.services import cases, figures, helping, matching, sheets, signing, visits
from plugins.paired_help.terms import BACKUP, LEAD, UNIT_PAIR, score_of

from .conftest import Station, sheet

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def told(person_id: int) -> list[str]:
    return list(db.session.scalars(select(Notice.text).where(Notice.person_id == person_id).order_by(Notice.id)))


def test_an_entry_sheet_gives_a_score_and_the_level_that_it_suggests(station: Station, until: Any) -> None:
    assert [score_of(sheet(points)) for points in range(4)] == [0, 33, 67, 100]
    case = until("assessed", points=1)
    assert (case.state, case.level) == ("assessed", "high")


def test_the_worker_may_set_another_level_than_the_score_suggests(station: Station, until: Any) -> None:
    case = until("identified")
    sheets.fill(case.id, station.worker, sheet(2), level="high")
    assert station.case().level == "high"


def test_the_persons_yes_is_noted_with_the_text_it_was_given_to(station: Station, until: Any) -> None:
    until("assessed")
    assert not has_consent(station.elder_id, CARE)
    cases.consent(station.case().id, station.worker)
    assert has_consent(station.elder_id, CARE)
    assert station.case().state == "consented"


def test_matching_names_volunteers_with_reasons_and_nobody_of_the_same_home(station: Station, until: Any) -> None:
    case = until("planned")
    picks = matching.ranked(case)
    assert [pick.person_id for pick in picks[:2]] == station.helper_ids[:2]
    assert "还没有结对" in [str(reason) for reason in picks[0].reasons]
    assert station.elder_id not in [pick.person_id for pick in picks]


def test_lead_and_backup_each_have_their_own_row_and_are_told(station: Station, until: Any) -> None:
    case = until("matched")
    found = {a.function: a.helper_id for a in helping.helpers_of(case.id)}
    assert found == {LEAD: station.helper_ids[0], BACKUP: station.helper_ids[1]}
    assert all("新的结对帮扶对象" in told(helper)[-1] for helper in found.values())


def test_the_first_visit_comes_soon_and_the_next_by_the_level(station: Station, until: Any) -> None:
    until("active")
    assert station.visit().due_on == community_today() + timedelta(days=3)
    station.note(station.helper())
    assert station.visit().due_on == community_today() + timedelta(days=90)
    assert figures.count_visits() == 1


def test_the_minutes_of_a_visit_are_hours_of_the_helper(station: Station, until: Any) -> None:
    until("active")
    note = station.note(station.helper(), minutes=43)
    record = db.session.scalars(select(ServiceRecord)).one()
    assert (record.helper_id, record.helped_id, record.minutes) == (station.helper_ids[0], station.elder_id, 43)
    assert (record.source_key, note.service_record_id) == (f"paired_help:note:{note.id}", record.id)


def test_a_workers_own_visit_closes_the_visit_without_volunteer_hours(station: Station, until: Any) -> None:
    until("active")
    station.note(station.worker)
    assert db.session.scalars(select(ServiceRecord)).all() == []
    assert db.session.scalars(select(Visit.state).order_by(Visit.id)).all() == ["done", "planned"]


def test_who_was_not_met_is_still_to_be_visited(station: Station, until: Any) -> None:
    until("active")
    station.note(station.helper(), contact=False, minutes=0)
    assert station.visit().state == "planned"
    assert (station.case().last_contact_at, figures.count_visits()) == (None, 0)


def test_a_missed_visit_goes_to_the_backup_then_the_grid_worker_then_the_station(
    station: Station, until: Any, days_later: Any
) -> None:
    until("active")
    states = []
    for days in (3, 6.2, 8.5, 11.9):
        days_later(days)
        station.ring()
        states.append(station.visit().state)
    assert states == ["planned", "backup", "grid", "station"]
    assert "主帮扶人这次没有走访到" in told(station.helper_ids[1])[-1]


def test_without_a_backup_a_missed_visit_goes_straight_to_the_grid_worker(
    station: Station, until: Any, days_later: Any
) -> None:
    case = until("active")
    backup = helping.helper_of(case.id, BACKUP)
    assert backup is not None
    matching.end(case, station.worker, backup.id, "搬走了")
    days_later(6.2)
    station.ring()
    assert station.visit().state == "grid"


def test_after_ninety_days_the_case_is_to_be_reviewed(station: Station, until: Any, days_later: Any) -> None:
    until("active")
    days_later(89)
    station.ring()
    assert station.case().state == "active"
    days_later(90.1)
    station.ring()
    assert station.case().state == "review"


def test_a_review_that_changes_the_level_changes_the_rhythm(station: Station, until: Any) -> None:
    until("review")
    sheets.fill(station.case().id, station.worker, sheet(1))
    cases.step(station.case().id, "keep_on", station.worker)
    assert (station.case().level, station.case().state) == ("high", "active")
    assert station.visit().due_on == community_today() + timedelta(days=7)


def test_graduation_takes_a_trial_an_exit_sheet_the_own_view_and_two_signatures(
    station: Station, until: Any, days_later: Any, stroke: str
) -> None:
    case = until("graduating")
    assert case.trial_ends_on == community_today() + timedelta(days=90)
    days_later(91)
    station.ring()
    assert "试行期满" in told(station.elder_id)[-1]
    sheets.fill(case.id, station.worker, sheet(3))
    signing.sign(case, station.elder, "resident", stroke, "我自己能行")
    signing.sign(case, station.worker, "station", stroke)
    cases.step(case.id, "graduate", station.worker)
    db.session.commit()
    case = station.case()
    assert (case.state, case.graduated_on, figures.count_graduated()) == ("graduated", community_today(), 1)
    assert helping.helpers_of(case.id) == []
    assert "邀请您也来做志愿者" in told(station.elder_id)[-1]


def test_half_a_year_after_graduation_the_grid_worker_looks_again(
    station: Station, until: Any, days_later: Any, stroke: str
) -> None:
    graduate(station, until, days_later, stroke)
    visit = station.visit()
    assert (visit.kind, visit.state, visit.due_on) == ("control", "grid", community_today() + timedelta(days=180))
    station.note(station.worker)
    assert station.case().state == "graduated"
    assert visits.open_visit(station.case().id) is None


def test_a_relapse_reopens_the_same_case_for_another_round(
    station: Station, until: Any, days_later: Any, stroke: str
) -> None:
    first = graduate(station, until, days_later, stroke).id
    cases.step(first, "reopen", station.worker, "摔伤住院")
    db.session.commit()
    case = station.case()
    assert (case.id, case.state, case.round, case.graduated_on) == (first, "identified", 2, None)
    assert visits.open_visit(first) is None
    sheets.fill(first, station.worker, sheet(1))
    assert db.session.scalars(select(Sheet.round).order_by(Sheet.id)).all() == [1, 1, 1, 2]


def graduate(station: Station, until: Any, days_later: Any, stroke: str) -> Any:
    case = until("graduating")
    days_later(91)
    sheets.fill(case.id, station.worker, sheet(3))
    signing.sign(case, station.elder, "resident", stroke, "我自己能行")
    signing.sign(case, station.worker, "station", stroke)
    cases.step(case.id, "graduate", station.worker)
    db.session.commit()
    return station.case()


def test_a_party_member_of_a_unit_is_paired_beside_lead_and_backup(station: Station, until: Any) -> None:
    case = until("active")
    made = matching.assign(case, station.worker, station.volunteer(4), UNIT_PAIR)
    assert made.unit_id is not None
    assert (figures.count_unit_pairs(), figures.count_active(), figures.count_cases()) == (1, 1, 1)


def test_another_lead_takes_over_and_the_former_ones_time_ends(station: Station, until: Any) -> None:
    case = until("active")
    matching.assign(case, station.worker, station.volunteer(2), LEAD)
    rows = db.session.execute(
        select(Assignment.helper_id, Assignment.until.is_(None)).where(Assignment.function == LEAD).order_by(Assignment.id)
    ).all()
    assert rows == [(station.helper_ids[0], False), (station.helper_ids[2], True)]


def test_figures_of_a_year_count_what_was_then(station: Station, until: Any) -> None:
    until("active")
    station.note(station.helper())
    year = now().year
    counted = [(f.name.split(".")[1], f.count(year), f.count(year - 1)) for f in figures.FACTS]
    assert counted == [("cases", 1, 0), ("active", 1, 0), ("graduated", 0, 0), ("unit_pairs", 0, 0), ("visits", 1, 0)]
