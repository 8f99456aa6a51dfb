"""Several at once want the same last place: exactly one gets it, and nobody meets a locked database."""
from __future__ import annotations

import multiprocessing
import threading
from collections import Counter

import pytest
from sqlalchemy import func, select, text

from core.tenancy.current import NoCommunity
from core.tenancy.engines import app_engine
from core.tenancy.ids import new_id
from core.tenancy.nodes import claim_node
from core.tenancy.session import db, use
from tests.tenancy.models import Booking, Building, Seat
from tests.tenancy.races import SEATS, in_process, in_thread


@pytest.fixture
def seats(app, community):
    with app.app_context(), use(community.id) as session:
        session.add_all(Seat(id=i) for i in range(1, SEATS + 1))
        session.commit()


def assert_each_seat_taken_once(app, community):
    with app.app_context(), use(community.id) as session:
        taken = Counter(session.scalars(select(Booking.seat_id)))
        assert taken == {i: 1 for i in range(1, SEATS + 1)}
        assert session.scalar(select(func.sum(Seat.free))) == 0


def test_each_last_place_goes_to_exactly_one_of_four_threads(app, community, seats):
    barrier, won = threading.Barrier(4), []
    threads = [
        threading.Thread(target=in_thread, args=(app, community.id, str(i), barrier, won)) for i in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(won) == SEATS
    assert_each_seat_taken_once(app, community)


@pytest.mark.peer("CVE-2025-65017", "CVE-2023-47634")
def test_each_last_place_goes_to_exactly_one_of_three_processes_and_ids_never_collide(app, site, community, seats):
    spawn = multiprocessing.get_context("spawn")
    answers = spawn.Queue()
    processes = [
        spawn.Process(target=in_process, args=(site.settings, community.id, str(i), answers)) for i in range(3)
    ]
    for process in processes:
        process.start()
    got = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    answers.close()
    answers.join_thread()
    assert sum(won for _, _, won in got) == SEATS
    assert len({node for node, _, _ in got}) == 3
    assert len({an_id for _, ids, _ in got for an_id in ids}) == 3000
    assert_each_seat_taken_once(app, community)


def test_a_new_thread_inherits_no_community(app, two):
    errors, counts = [], []

    def work():
        with app.app_context():
            try:
                db.session.scalars(select(Building)).all()
            except NoCommunity as error:
                errors.append(error)
            with db.engine.connect() as connection:
                counts.append(connection.scalar(text("SELECT count(*) FROM probe_building")))

    with app.app_context(), use(two.ours):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert len(errors) == 1
    assert counts == [0]


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
def test_the_community_does_not_outlive_its_transaction_on_postgresql(app, two):
    with app.app_context():
        with use(two.ours) as session:
            assert session.scalar(select(func.count(Building.id))) == 3
            connection = session.connection().connection.dbapi_connection
            session.commit()
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('app.community_id', true)")
                assert cursor.fetchone()[0] in (None, "")
                connection.rollback()
        with db.engine.connect() as raw:
            assert raw.scalar(text("SELECT count(*) FROM probe_building")) == 0


def test_a_process_that_forgot_its_node_claims_one_when_it_enters_a_community(app, community):
    new_id.node = None
    with app.app_context(), use(community.id):
        assert new_id.node is not None
        assert new_id() > 0


def test_node_numbers_are_handed_out_one_after_the_other(app):
    first = claim_node(app_engine(app))
    assert [claim_node(app_engine(app)) for _ in range(3)] == [first + 1, first + 2, first + 3]


def test_ids_grow_within_a_process(app):
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(set(made))


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_reading_takes_no_lock_and_the_first_write_takes_it_at_once(app, two):
    with app.app_context(), use(two.ours) as session:
        driver = session.connection().connection.dbapi_connection
        session.scalars(select(Building)).all()
        assert not driver.in_transaction
        session.scalars(select(Building).with_for_update()).all()
        assert driver.in_transaction
        session.rollback()
        with session.begin_nested():
            assert session.connection().connection.dbapi_connection.in_transaction
