"""From the plan of a month to its report, on both databases."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.api import month_after, this_month
from core.kernel.workflow import WorkflowRefused, run_clocks
from core.places.models import PlaceUse
from core.tenancy.session import db
from core.volunteers.models import ServiceRecord
from plugins.activities.errors import CannotPlan
from plugins.activities.models import Activity, Signup
from plugins.activities.services import closing, figures, joining, making, planning, presence, reports
from plugins.activities.services.calendar import last_day

from .conftest import Scene, day_at, values


def line(scene: Scene, month: int, **more: Any) -> dict[str, Any]:
    return {
        "title": "花园清洁日", "kind": "相助", "for_whom": "all", "text": "", "place_id": scene.place_id, "place_text": "",
        "quota": 10, "day": last_day(month), "start_minute": 9 * 60, "minutes": 120, "helpers": 3, **more,
    }


def states(activity_id: int) -> dict[str, str]:
    rows = db.session.scalars(select(Signup).where(Signup.activity_id == activity_id))
    return {row.id: row.state for row in rows}


def state(activity_id: int) -> str:
    db.session.expire_all()
    return db.session.get_one(Activity, activity_id).state


def test_a_plan_that_somebody_else_approves_becomes_activities(scene: Scene) -> None:
    month = month_after(this_month())
    plan = planning.start(scene.leader, month, team_id=scene.team_id, note="多看看独居长者")
    planning.add_line(plan.id, scene.leader, line(scene, month))
    planning.step(plan.id, "submit", scene.leader)
    planning.step(plan.id, "approve", scene.admin)
    db.session.commit()
    made = db.session.scalars(select(Activity)).unique().one()
    assert (made.state, made.title, made.team_id, made.leader_id, made.month) == (
        "draft", "花园清洁日", scene.team_id, scene.leader_id, month,
    )
    assert [(post.title, post.quota) for post in making.posts_of(made.id)] == [("志愿者", 3)]
    making.publish(made, scene.leader)
    use = db.session.scalars(select(PlaceUse)).one()
    assert (use.place_id, use.owner_kind, use.owner_id) == (scene.place_id, "activities.activity", made.id)


def test_nobody_approves_the_own_plan(scene: Scene) -> None:
    month = month_after(this_month())
    plan = planning.start(scene.admin, month)
    planning.add_line(plan.id, scene.admin, line(scene, month))
    planning.step(plan.id, "submit", scene.admin)
    with pytest.raises(WorkflowRefused, match="您自己写的"):
        planning.step(plan.id, "approve", scene.admin)


def test_a_host_has_one_plan_a_month(scene: Scene) -> None:
    month = this_month()
    first = planning.start(scene.leader, month, team_id=scene.team_id)
    assert planning.start(scene.leader, month, team_id=scene.team_id).id == first.id
    with pytest.raises(CannotPlan, match="这个月或以后"):
        planning.start(scene.leader, month_after(month, -1), team_id=scene.team_id)


def test_an_activity_ends_in_five_counts_that_are_never_mixed(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity_id = announced()
    post_id = making.posts_of(activity_id)[0].id
    helper = joining.join(activity_id, scene.person(scene.helper_ids[0]), scene.actor(scene.helper_ids[0]), post_id=post_id)
    came = joining.join(activity_id, scene.person(scene.resident_ids[0]), scene.resident())
    gone = joining.join(activity_id, scene.person(scene.resident_ids[1]), scene.resident(1))
    waits = joining.join(activity_id, scene.person(scene.resident_ids[2]), scene.leader)
    assert (gone.state, waits.state, waits.recorded_by_id) == ("signed_up", "waiting", scene.leader_id)
    activity = db.session.get_one(Activity, activity_id)
    db.session.commit()
    clock_at(activity.starts_at)
    presence.arrive(activity, scene.actor(scene.helper_ids[0]))
    assert presence.by_code(came.id, scene.resident(), activity.code).seen_by == "code"
    clock_at(activity.ends_at + timedelta(minutes=1))
    run_clocks(scene.community.id)
    assert state(activity_id) == "held"
    closing.sum_up(activity_id, scene.leader, guests=5, beneficiaries=30, summary="办得好", minutes={helper.id: 100})
    db.session.commit()
    assert states(activity_id) == {
        helper.id: "attended", came.id: "attended", gone.id: "no_show", waits.id: "cancelled",
    }
    record = db.session.scalars(select(ServiceRecord)).one()
    assert (record.source, record.source_key, record.minutes, record.team_id, record.proof) == (
        "activities", f"activities:signup:{helper.id}", 100, scene.team_id, "both",
    )
    month = db.session.get_one(Activity, activity_id).month
    counted = figures.counts(figures.in_month(month))
    assert counted == figures.Counts(sessions=1, participations=7, people=2, beneficiaries=30, minutes=100)
    assert figures.counts(*figures.in_year(month // 100)) == counted
    assert figures.counts(*figures.in_year(month // 100 - 1)) == figures.Counts()
    report = reports.month_report(month)
    assert (report.now, report.before, report.year_ago) == (counted, figures.Counts(), figures.Counts())
    assert [(row.participations, row.helpers, row.minutes) for row in report.lines] == [(7, 1, 100)]
    assert report.by_kind == [("相伴", 1)]


def test_an_activity_opened_again_records_no_hours_twice(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity_id = announced()
    post_id = making.posts_of(activity_id)[0].id
    helper = joining.join(activity_id, scene.person(scene.helper_ids[0]), scene.leader, post_id=post_id)
    clock_at(db.session.get_one(Activity, activity_id).ends_at + timedelta(minutes=1))
    presence.mark_here(helper.id, scene.leader)
    run_clocks(scene.community.id)
    closing.sum_up(activity_id, scene.leader, guests=0, beneficiaries=0, summary="")
    closing.reopen(activity_id, scene.leader, "人数写错了")
    closing.sum_up(activity_id, scene.leader, guests=9, beneficiaries=0, summary="", minutes={helper.id: 10})
    assert [r.minutes for r in db.session.scalars(select(ServiceRecord))] == [120]
    assert figures.counts().participations == 10


def test_what_was_held_without_being_announced_is_recorded_from_paper(scene: Scene, clock_at: Any) -> None:
    activity = making.make(scene.leader, values(scene, day_at(9)))
    clock_at(activity.ends_at + timedelta(hours=1))
    closing.record(activity.id, scene.leader)
    phone = scene.own_phones[3]
    text = f"志愿者甲\n居民四 {phone}\n居民五\n陌生人 13900000000\n"
    sheet = presence.paper(activity.id, scene.leader, text, guests=12)
    assert (sheet.noted, sheet.unknown) == (2, ["居民五", "陌生人 13900000000"])
    closing.sum_up(activity.id, scene.leader, guests=12, beneficiaries=0, summary="")
    assert (figures.counts().participations, figures.counts().people) == (14, 2)


def test_the_year_is_the_communitys_own(scene: Scene) -> None:
    # Half past midnight on New Year's Day in Nanning is still the old year in UTC.
    start = day_at(0, 40).replace(year=day_at(0, 40).year + 1, month=1, day=1, hour=0, minute=30)
    activity = making.make(scene.leader, values(scene, start))
    assert activity.month == start.year * 100 + 1


def test_who_approves_writes_nothing_into_somebody_elses_plan(scene: Scene) -> None:
    month = month_after(this_month())
    plan = planning.start(scene.leader, month, team_id=scene.team_id)
    with pytest.raises(CannotPlan, match="由您审批"):
        planning.add_line(plan.id, scene.admin, line(scene, month))
    planning.add_line(plan.id, scene.leader, line(scene, month))
    with pytest.raises(CannotPlan, match="由您审批"):
        planning.drop_line(plan.id, planning.lines_of(plan.id)[0].id, scene.admin)
    assert len(planning.lines_of(plan.id)) == 1


def test_where_only_planned_activities_are_wanted_others_wait_for_who_may_approve(scene: Scene) -> None:
    scene.configure(planned_only=True)
    extra = making.make(scene.leader, values(scene))
    later = {"starts_at": extra.starts_at + timedelta(days=1), "ends_at": extra.ends_at + timedelta(days=1)}
    for way in (lambda: making.publish(extra, scene.leader), lambda: making.reschedule(extra, scene.leader, "换一天", later)):
        with pytest.raises(WorkflowRefused, match="先写进月度计划"):
            way()
    month = month_after(this_month())
    plan = planning.start(scene.leader, month, team_id=scene.team_id)
    planning.add_line(plan.id, scene.leader, line(scene, month))
    planning.step(plan.id, "submit", scene.leader)
    planning.step(plan.id, "approve", scene.admin)
    planned = db.session.scalars(select(Activity).where(Activity.plan_line_id.is_not(None))).one()
    assert making.publish(planned, scene.leader).state in ("published", "open")
    assert making.publish(extra, scene.admin).state == "open"
