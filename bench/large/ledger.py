"""Sixteen client processes that transfer hours, beside sixteen that only run the bare conditional updates."""
from __future__ import annotations

import multiprocessing
import random
import time
from typing import Any

from sqlalchemy import Column, Engine, Integer, MetaData, Table, func, insert, select, update

from core.app import create_app
from core.config import Settings
from core.kernel.ledger import open_account, transfer
from core.kernel.ledger.errors import NotEnough
from core.kernel.ledger.models import LedgerAccount, LedgerEntry
from core.tenancy.engines import app_engine, dispose_engines, owner_engine
from core.tenancy.nodes import claim_node
from core.tenancy.session import use
from core.testing import add_community

CLIENTS, SECONDS, ACCOUNTS, START = 16, 10, 1000, 600
BARE = Table("bench_bare", MetaData(), Column("id", Integer, primary_key=True), Column("balance", Integer, nullable=False))


def measure(kind: str, site: Any) -> None:
    """Transfers per second of both, and what is wrong in the books afterwards."""
    app = site.app
    claim_node(app_engine(app))
    community = add_community(app, "books", "账本")
    with app.app_context(), use(community.id) as session:
        accounts = [open_account("bench.card", owner, floor=0).id for owner in range(1, ACCOUNTS + 1)]
        pool = open_account("bench.pool", floor=None).id
        for account in accounts:
            transfer(f"start:{account}", {pool: -START, account: START})
        session.commit()
    with owner_engine(app).begin() as connection:
        BARE.create(connection)
        connection.execute(insert(BARE), [{"id": n, "balance": START} for n in range(ACCOUNTS)])
        if kind == "postgresql":
            connection.exec_driver_sql("GRANT ALL ON bench_bare TO linli_app")
    dispose_engines(app)
    bare = _together(_bare_client, site.settings, ())
    ours = _together(_client, site.settings, (community.id, accounts))
    wrong = _violations(app, community.id)
    print(f"\n{kind}: ledger, {CLIENTS} clients for {SECONDS} s")
    print(f"transfers {ours / SECONDS:.0f}/s, bare conditional updates {bare / SECONDS:.0f}/s: {bare / ours:.2f} x (goal 2, floor 3)")
    print(f"violations: {wrong} (goal 0)", flush=True)


def _together(work: Any, settings: dict[str, Any], arguments: tuple[Any, ...]) -> int:
    spawn = multiprocessing.get_context("spawn")
    answers, gate = spawn.Queue(), spawn.Barrier(CLIENTS)
    clients = [spawn.Process(target=work, args=(settings, number, gate, answers, *arguments)) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    done = sum(answers.get() for _client in clients)
    for client in clients:
        client.join()
    return done


def _client(settings: dict[str, Any], number: int, gate: Any, answers: Any, community_id: int, accounts: list[int]) -> None:
    app, rng, done = create_app(Settings(**settings)), random.Random(number), 0
    claim_node(app_engine(app))
    with app.app_context(), use(community_id) as session:
        gate.wait()
        until = time.perf_counter() + SECONDS
        while time.perf_counter() < until:
            giver, taker = rng.sample(accounts, 2)
            try:
                transfer(f"{number}:{done}", {giver: -(1 + done % 30), taker: 1 + done % 30})
                session.commit()
                done += 1
            except NotEnough:
                session.rollback()
    answers.put(done)


def _bare_client(settings: dict[str, Any], number: int, gate: Any, answers: Any) -> None:
    app, rng, done = create_app(Settings(**settings)), random.Random(number), 0
    engine: Engine = app_engine(app)
    gate.wait()
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        amount = 1 + done % 30
        giver, taker = rng.sample(range(ACCOUNTS), 2)
        moves = sorted([(giver, -amount), (taker, amount)])
        with engine.begin() as connection:
            for row, change in moves:
                mine = update(BARE).where(BARE.c.id == row, BARE.c.balance + change >= 0)
                connection.execute(mine.values(balance=BARE.c.balance + change))
        done += 1
    answers.put(done)


def _violations(app: Any, community_id: int) -> int:
    """Transfers that do not sum to zero, accounts under their floor, balances that are not the sum of their entries."""
    with app.app_context(), use(community_id) as session:
        crooked = select(LedgerEntry.transfer_id).group_by(LedgerEntry.transfer_id).having(func.sum(LedgerEntry.amount) != 0)
        sums = dict(session.execute(select(LedgerEntry.account_id, func.sum(LedgerEntry.amount)).group_by(LedgerEntry.account_id)).all())
        accounts = session.scalars(select(LedgerAccount)).all()
        under = [a for a in accounts if a.floor is not None and a.balance < a.floor]
        apart = [a for a in accounts if a.balance != sums.get(a.id, 0)]
        return len(session.execute(crooked).all()) + len(under) + len(apart)
