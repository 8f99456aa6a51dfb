"""At the desk a child's guardians change with an approval, a reason and a notice to all of them, and somebody always decides."""
from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from core.accounts.actor import actor_for
from core.accounts.roles import grant_role
from core.clock import now
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.notices import inbox
from core.people.approvals import approve, ask_approval
from core.people.children import withdraw_child
from core.people.children_models import Guardianship
from core.people.guardians import add_guardian, guarded_child, guardians_of
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of, make_account, make_person, sign_in
from tests.people.families import GROWN, family, self_of, years_ago
from tests.people.households import resident

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def place(app, community):
    """A child with one guardian, its father and grandmother in the same grid, a family in another grid, a worker."""
    with app.app_context(), use(community.id):
        home, far = family(), family(7, "02")
        granny = resident("黄秀英", home.home, "parent", birth_date=GROWN)
        teen = resident("韦大姐", home.home, "child", birth_date=years_ago(16))
        worker = make_person("张晓梅", home.house, birth_date=GROWN)
        grant_role(worker, "grid_worker", "grids", [home.house.grid_id], actor=SYSTEM)
        admin = make_person("梁管理")
        phones = make_account(worker), make_account(admin, "community_admin")
        db.session.flush()
        return SimpleNamespace(
            child=home.child.id, mother=home.mother.id, father=home.father.id, granny=granny.id, teen=teen.id,
            far_child=far.child.id, stranger=far.mother.id, worker=worker.id, admin=admin.id, phone=phones[0],
            address=f"/desk/people/{home.child.id}/guardians",
            tie=guardians_of(home.child.id)[0][0].id, far_tie=guardians_of(far.child.id)[0][0].id,
        )


@pytest.fixture
def worker(app, community, client, place):
    """Signed in, with an approval to open the child's record."""
    with app.app_context(), use(community.id):
        asked = ask_approval(actor_for(db.session.get_one(Person, place.worker)), "监护关系变更", child_id=place.child)
        approve(asked, actor_for(db.session.get_one(Person, place.admin)), until=now() + timedelta(days=7))
        db.session.commit()
    assert sign_in(client, place.phone).status_code == 302
    return client


def post(browser, address, **typed):
    return browser.post(address, data={"csrf_token": csrf_of(browser, "/password"), **typed})


def add(browser, place, other, **typed):
    return post(browser, place.address, **{"other": other, "relation": "father", "may_decide": "y", "reason": "看过户口本", **typed})


def ties(app, community, child):
    with app.app_context(), use(community.id):
        return [(person.id, row.relation, row.may_decide) for row, person in guardians_of(child)]


def audited(app, community, action):
    with app.app_context(), use(community.id):
        rows = db.session.query(AuditEntry).filter_by(action=action, actor_name="张晓梅").order_by(AuditEntry.id)
        return [(row.text, row.object_id, row.reason) for row in rows]


def test_a_worker_finds_a_resident_and_makes_them_a_second_guardian(app, community, worker, place):
    assert place.address in worker.get(f"/desk/people/{place.child}").text
    found = worker.get(f"{place.address}?q=韦大山").text
    assert "登记为监护人" in found and f'value="{place.father}"' in found
    assert "登记为监护人</button>" not in worker.get(f"{place.address}?q=韦春兰").text  # she is one already
    assert add(worker, place, place.father).status_code == 302
    assert ties(app, community, place.child) == [(place.mother, "mother", True), (place.father, "father", True)]
    assert audited(app, community, "people.add_guardian") == [("韦大山成为韦小宝的监护人", place.child, "看过户口本")]
    with app.app_context(), use(community.id):
        for person_id in (place.mother, place.father):
            assert "社区把韦大山登记为韦小宝的监护人" in str(inbox(person_id)[0].text)


def test_a_guardianship_ends_with_a_reason_and_everybody_is_told(app, community, worker, place):
    add(worker, place, place.father)
    ended = post(worker, f"{place.address}/{place.tie}/end", reason="法院判决变更抚养")
    assert ended.status_code == 302
    assert ties(app, community, place.child) == [(place.father, "father", True)]
    assert audited(app, community, "people.end_guardian") == [("韦春兰不再是韦小宝的监护人", place.child, "法院判决变更抚养")]
    with app.app_context(), use(community.id):
        assert db.session.get_one(Guardianship, place.tie).until is not None
        for person_id in (place.mother, place.father):
            assert "韦春兰不再是韦小宝的监护人" in str(inbox(person_id)[0].text)
    again = post(worker, f"{place.address}/{place.tie}/end", reason="再来一次")
    assert again.status_code == 404


def test_the_last_who_decides_for_the_child_stays(app, community, worker, place):
    alone = post(worker, f"{place.address}/{place.tie}/end", reason="搬走了")
    assert alone.status_code == 422 and "请先登记另一位，再结束这一位" in alone.text
    add(worker, place, place.granny, relation="grandparent", may_decide="")
    assert ties(app, community, place.child)[1] == (place.granny, "grandparent", False)
    still = post(worker, f"{place.address}/{place.tie}/end", reason="搬走了")
    assert still.status_code == 422 and "唯一能替孩子做决定" in still.text
    assert len(ties(app, community, place.child)) == 2
    assert audited(app, community, "people.end_guardian") == []


@pytest.mark.parametrize(
    ("who", "typed", "said"),
    [
        ("father", {"reason": " "}, "请写明依据"), ("father", {"relation": ""}, "请选择对方与孩子的关系"),
        ("father", {"relation": "king"}, ""), ("mother", {}, "已经是韦小宝的监护人"), ("teen", {}, "要年满 18 岁"),
        ("worker", {}, "不能把自己登记为孩子的监护人"), ("child", {}, "要年满 18 岁"),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_is_refused(app, community, worker, place, who, typed, said):
    answer = add(worker, place, getattr(place, who), **typed)
    assert answer.status_code == 422 and said in answer.text
    assert ties(app, community, place.child) == [(place.mother, "mother", True)]
    assert audited(app, community, "people.add_guardian") == []


def test_ending_takes_a_reason(app, community, worker, place):
    add(worker, place, place.father)
    answer = post(worker, f"{place.address}/{place.tie}/end", reason=" ")
    assert answer.status_code == 422 and "请写明事由" in answer.text
    assert len(ties(app, community, place.child)) == 2


def test_four_guardians_are_the_most(app, community, worker, place):
    with app.app_context(), use(community.id):
        child = db.session.get_one(Person, place.child)
        for name in ("甲", "乙", "丙"):
            add_guardian(child, resident(name, db.session.get_one(Person, place.mother).household, birth_date=GROWN), "relative", SYSTEM)
        db.session.commit()
    answer = add(worker, place, place.father)
    assert answer.status_code == 422 and "最多登记 4 位监护人" in answer.text


def test_whoever_is_out_of_reach_looks_like_nobody(app, community, worker, place):
    for other in (place.stranger, 99999999):
        assert add(worker, place, other).status_code == 404
    for tie in (place.far_tie, 99999999):
        assert post(worker, f"{place.address}/{tie}/end", reason="x").status_code == 404
    for child in (place.far_child, 99999999):
        assert worker.get(f"/desk/people/{child}/guardians").status_code == 404
        assert post(worker, f"/desk/people/{child}/guardians/{place.far_tie}/end", reason="x").status_code == 404
    assert worker.get(f"/desk/people/{place.mother}/guardians").status_code == 404  # no child
    assert len(ties(app, community, place.far_child)) == 1


def test_nothing_opens_or_changes_without_an_approval(app, community, client, place):
    assert sign_in(client, place.phone).status_code == 302
    shut = client.get(f"{place.address}?q=韦大山")
    assert shut.status_code == 403 and "韦春兰" not in shut.text
    assert add(client, place, place.father).status_code == 403
    assert post(client, f"{place.address}/{place.tie}/end", reason="x").status_code == 403
    assert ties(app, community, place.child) == [(place.mother, "mother", True)]


def test_a_sealed_record_stays_as_it_is(app, community, worker, place):
    add(worker, place, place.father)
    with app.app_context(), use(community.id):
        mother = self_of(db.session.get_one(Person, place.mother))
        withdraw_child(*guarded_child(mother, place.child), mother)
        db.session.commit()
    assert add(worker, place, place.granny).status_code == 403
    assert ties(app, community, place.child) == [(place.father, "father", True)]
