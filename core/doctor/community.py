"""Checks of one community's rows, run inside `use(community)`: keys, audit, ledger, plugins, jobs, instance file."""
from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from core.accounts.first_admin import admins
from core.clock import now
from core.communities.instance.faults import FileRefused
from core.communities.instance.reader import all_slugs, read_instance
from core.crypto import keyring
from core.doctor.finding import Check, Finding, sentence
from core.kernel import audit
from core.kernel.jobs import Job, handlers, standing
from core.kernel.jobs.queue import MAX_ATTEMPTS
from core.kernel.ledger import LedgerAccount, LedgerEntry
from core.keys.sealed import sealed_columns, unreadable
from core.pluginsystem.models import PluginState
from core.pluginsystem.registry import State, plugins_of
from core.tenancy.session import db
from core.tenancy.wsgi import CommunityRow


def keys(here: CommunityRow) -> Iterator[Finding]:
    """One value of every encrypted column and key: all others of the same were made alike."""
    for column in sealed_columns():
        why = unreadable(column, db.session.connection(), here.id, keyring())
        if why:
            yield Finding(
                f"{column.name} cannot be decrypted: {why}.",
                "The key file is not the one that this was written with. Restore it from its backup before anybody writes.",
            )


def audit_chain(here: CommunityRow) -> Iterator[Finding]:
    verdict = audit.verify(here.id)
    if not verdict.ok:
        yield Finding(
            f"The audit was tampered with after {verdict.checked} good seals: {verdict.problem}.",
            "Somebody changed the database past the site. Keep it as it is for the inquiry, and compare it with the backups.",
        )


def ledger(here: CommunityRow) -> Iterator[Finding]:
    """Every transfer sums to zero, and every balance is the sum of its entries."""
    call = "Nobody may change a balance past the ledger: compare with the last backup before you book a correction."
    total = func.sum(LedgerEntry.amount)
    uneven = select(LedgerEntry.transfer_id).group_by(LedgerEntry.transfer_id).having(total != 0)
    for transfer_id in db.session.scalars(uneven):
        yield Finding(f"The entries of ledger transfer {transfer_id} do not sum to zero.", call)
    entered = (
        select(LedgerAccount.id, LedgerAccount.kind, LedgerAccount.balance, func.coalesce(total, 0).label("entered"))
        .outerjoin(LedgerEntry, LedgerEntry.account_id == LedgerAccount.id)
        .group_by(LedgerAccount.id, LedgerAccount.kind, LedgerAccount.balance)
        .having(LedgerAccount.balance != func.coalesce(total, 0))
    )
    for account in db.session.execute(entered):
        said = f"Ledger account {account.id} ({account.kind}) says {account.balance}, its entries sum to {account.entered}."
        yield Finding(said, call)


def plugins(here: CommunityRow) -> Iterator[Finding]:
    """What is switched on here works."""
    registry = plugins_of()
    for name in db.session.scalars(select(PluginState.plugin).where(PluginState.enabled).order_by(PluginState.plugin)):
        state = registry.state(name)
        if state is State.MISSING:
            remedy = f"Put its folder or package back, or switch it off: flask plugin disable {name} {here.slug}"
            yield Finding(f"The plugin {name} is switched on, but its code is not installed.", remedy)
        elif state is not State.LOADED:
            yield Finding(f"The plugin {name} is switched on, but does not work: {registry.reason(name)}", "Do what it says.")


def jobs(here: CommunityRow) -> Iterator[Finding]:
    """A worker takes what is due, and nothing was given up."""
    waiting = select(Job).where(Job.community_id == here.id, Job.done_at.is_(None), Job.every.is_(None))
    for job in db.session.scalars(waiting.where(Job.attempts >= MAX_ATTEMPTS).order_by(Job.id).limit(5)):
        yield Finding(
            f"Job {job.id} ({job.kind}) was given up after {job.attempts} tries: {job.error}",
            "Mend the cause; then an admin has it tried again on the console's page of open problems.",
        )
    if standing.silent():
        yield Finding(
            "No worker is seen: what recurs has been due for half an hour.",
            "Start one beside the web server, and keep it running: flask worker",
        )
    strange = waiting.where(Job.due_at < now() - standing.SILENT, Job.kind.not_in(list(handlers)))
    kinds = {job.kind for job in db.session.scalars(strange.limit(100))}
    if kinds:
        yield Finding(f"Nothing handles jobs of the kind {', '.join(sorted(kinds))}.", "Put the plugin back that made them.")


def instance(here: CommunityRow) -> Iterator[Finding]:
    if here.slug in all_slugs():
        try:
            read_instance(here.slug)
        except FileRefused as error:
            yield Finding(f"The community's file cannot be applied: {sentence(error)}", "Put right what it names; the site runs on without it.")


def admin(here: CommunityRow) -> Iterator[Finding]:
    """Somebody can let people in and hand out roles."""
    if not admins():
        yield Finding(
            "The community has no admin, so nobody can let anybody in.",
            f"Make one: flask community admin {here.slug} --name NAME --phone PHONE",
        )


CHECKS = [
    Check("admin", admin),
    Check("encrypted fields", keys),
    Check("audit", audit_chain),
    Check("ledger", ledger),
    Check("plugins", plugins),
    Check("jobs", jobs),
    Check("instance file", instance),
]
