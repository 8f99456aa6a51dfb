"""At the same moment, on both databases: one gets the last place, one gets the room, one sum counts."""
from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from core.accounts.actor import actor_for
from core.api import month_after, this_month
from core.kernel.occupancy import Occupied
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import make_person
from core.volunteers.models import ServiceRecord
from plugins.activities.errors import CannotJoin
from plugins.activities.models import Activity, Plan, Signup
from plugins.activities.services import closing, joining, making, planning, presence
from tests.racing import RACERS, at_once

from .conftest import Scene, day_at, values


def actor(person_id: int) -> Any:
    return actor_for(db.session.get_one(Person, person_id))


def test_the_last_place_goes_to_one_and_the_others_wait(scene: Scene, announced: Any) -> None:
    activity_id = announced(quota=1, post=0)

    def work(number: int) -> str:
        person_id = scene.resident_ids[number]
        return joining.join(activity_id, db.session.get_one(Person, person_id), actor(person_id)).state

    found = at_once(scene.app, scene.community, work, "INSERT INTO activities_signup")
    assert Counter(found) == {"signed_up": 1, "waiting": RACERS - 1}
    db.session.expire_all()
    assert db.session.get_one(Activity, activity_id).state == "full"
    assert Counter(db.session.scalars(select(Signup.state))) == {"signed_up": 1, "waiting": RACERS - 1}


def test_one_person_who_signs_up_at_once_has_one_place(scene: Scene, announced: Any) -> None:
    activity_id, person_id = announced(quota=5), scene.resident_ids[0]

    def work(number: int) -> str:
        return joining.join(activity_id, db.session.get_one(Person, person_id), actor(person_id)).state

    found = at_once(scene.app, scene.community, work, "INSERT INTO activities_signup")
    assert Counter(found) == {"signed_up": 1, CannotJoin: RACERS - 1}


def test_one_room_at_one_time_is_one_activitys(scene: Scene) -> None:
    ids = [making.make(scene.leader, values(scene, day_at(9), place_id=scene.place_id)).id for _racer in range(RACERS)]
    db.session.commit()

    def work(number: int) -> str:
        return making.publish(making.find(ids[number]), actor(scene.leader_id)).state

    found = at_once(scene.app, scene.community, work, "INSERT INTO occupied_quarter")
    refused = [got for got in found if got != "open"]
    assert len(refused) == RACERS - 1
    assert all(issubclass(got, Occupied) for got in refused)
    db.session.expire_all()
    assert Counter(db.session.scalars(select(Activity.state))) == {"open": 1, "draft": RACERS - 1}


def test_a_sum_sent_twice_records_the_hours_once(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity_id = announced()
    helper = scene.helper_ids[0]
    signup = joining.join(activity_id, scene.person(helper), scene.leader, post_id=making.posts_of(activity_id)[0].id)
    clock_at(day_at(12))
    presence.mark_here(signup.id, scene.leader)
    closing.hold(activity_id, scene.leader)
    db.session.commit()

    def work(number: int) -> str:
        return closing.sum_up(activity_id, actor(scene.leader_id), guests=1, beneficiaries=0, summary="").state

    found = at_once(scene.app, scene.community, work, "INSERT INTO service_record")
    assert found.count("summed_up") == 1
    assert db.session.scalar(select(func.count()).select_from(ServiceRecord)) == 1


def test_one_host_has_one_plan_of_a_month_however_many_begin_it(scene: Scene) -> None:
    month = month_after(this_month())

    def work(number: int) -> int:
        return planning.start(actor(scene.leader_id), month, team_id=scene.team_id).id

    found = at_once(scene.app, scene.community, work, "INSERT INTO activities_plan")
    assert len(set(found)) == 1
    assert db.session.scalar(select(func.count()).select_from(Plan)) == 1


def test_a_place_given_up_goes_to_one_of_those_who_wait(scene: Scene, announced: Any) -> None:
    from plugins.activities.services import leaving

    activity_id = announced(quota=RACERS, post=0)
    people = [*scene.resident_ids, *(make_person(f"候补{n}").id for n in range(3))]
    ids = [joining.join(activity_id, scene.person(p), scene.leader).id for p in people]
    db.session.commit()

    def work(number: int) -> str:
        return leaving.cancel(ids[number], actor(people[number])).state

    assert at_once(scene.app, scene.community, work, "UPDATE activities_signup") == ["cancelled"] * RACERS
    assert Counter(db.session.scalars(select(Signup.state))) == {"cancelled": RACERS, "signed_up": len(people) - RACERS}
