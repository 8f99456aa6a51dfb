"""Making a person nobody: every plugin, then core, in the caller's one transaction, so that no half of it is ever left.

What of core's rows goes is read from the models: whatever refers to the person is deleted, except what stands in STAYS
and what is written once. A table that comes later is thus erased until somebody decides otherwise.
"""
from __future__ import annotations

from typing import Any

from sqlalchemy import delete, or_, select, update

from core.accounts.models import Account, AccountSession, RecoveryCode, Registration, ResetCode, RoleGrant, SignInDelay
from core.accounts.phones import try_key
from core.accounts.roles import end_grant, in_force
from core.clock import now
from core.communities.services import community_today, current_community
from core.communities.words import N_
from core.errors import Refused
from core.kernel import audit
from core.kernel.actor import SYSTEM, Actor
from core.kernel.links.models import SecretLink
from core.kernel.locking import locked
from core.kernel.occupancy.models import OccupiedQuarter
from core.people.models import Consent, Household, HouseholdAid, Person, Residence
from core.people.of_persons import person_columns, tables_of_persons
from core.people.sensitive import sensitive_fields
from core.people.services import move_out
from core.pluginsystem import dispatch
from core.privacy.blocks import blocks_of
from core.privacy.flow import erasure_flow
from core.privacy.models import ErasureRequest
from core.tenancy.model import mapper_of
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.joining import set_base, stop_volunteering, volunteer_of
from core.volunteers.models import Availability, VolunteerSkill

NAMELESS = N_("已注销")
# Rows that go on pointing to the nameless person: proofs and sums, closed accounts, and what is about somebody else.
STAYS = {
    "account.person_id", "child_approval.decided_by_id", "child_approval.worker_id", "consent.given_by_id",
    "consent.person_id", "erasure_request.person_id", "role_grant.person_id", "team.leader_id", "volunteer.person_id",
}  # fmt: skip
QUIET = {"synchronize_session": False}


def erase_person(row: ErasureRequest, actor: Actor) -> None:
    """Carry out what the person asked for; nothing is committed.

    Raises Refused while something blocks, PluginFailed with the plugin's name: roll back then.
    """
    row = erasure_flow.fire(row, "erase", actor)  # first, so that nobody writes while the rest is judged
    person = locked(db.session.get_one(Person, row.person_id))
    blocks = blocks_of(person, actor)
    if blocks:
        raise Refused(_("现在还不能注销：%(why)s", why=blocks[0].sentence))
    dispatch.ask_privacy("erase_resident", current_community(), person=person)
    db.session.flush()
    row.words = ""
    _close_account(person)
    _make_nameless(person, actor)
    _end_service(person)
    _delete_rows(person)
    db.session.flush()
    db.session.expire_all()
    text = _("按本人申请注销了一位居民：资料已抹掉，账号已关闭")
    audit.write("people.erase", text, actor=actor, object_kind="person", object_id=person.id)


def _close_account(person: Person) -> None:
    """Nobody signs in with it any more, and nothing is kept under the phones by which the person was known."""
    account = db.session.scalar(select(Account).where(Account.person_id == person.id))
    phones = {Person.phone.clear(person), Account.phone.clear(account) if account else None} - {None}
    for phone in sorted(phones):
        key = try_key(phone)
        _delete(Registration, Registration.phone.matches(phone), Registration.name == person.name)
        _delete(ResetCode, ResetCode.phone_key == key)
        _delete(SignInDelay, SignInDelay.account_key.in_((key, f"send:{key}", f"reset:{key}")))
    if account is not None:
        for model in (AccountSession, RecoveryCode):
            _delete(model, model.account_id == account.id)
        for name in sensitive_fields(Account):
            setattr(account, name, None)
        account.active, account.password_hash = False, None
        account.totp_since, account.totp_step, account.last_sign_in_at = None, 0, None
        db.session.flush()


def _make_nameless(person: Person, actor: Actor) -> None:
    """The row stays, so that sums and histories have somebody to point to; the home ends."""
    person.name, person.pinyin, person.initials = NAMELESS, "", ""
    person.sex, person.birth_date, person.note = "", None, ""
    for name in sensitive_fields(Person):
        setattr(person, name, None)
    person.erased_on = community_today()
    db.session.flush()
    if person.household_id is not None:
        move_out(person, actor, on=community_today())
    person.deceased_on = None
    db.session.flush()


def _end_service(person: Person) -> None:
    """No volunteer and no role any more; the records of services are sums of the community and stay."""
    stop_volunteering(person, _("本人注销"))
    volunteer = volunteer_of(person.id)
    if volunteer is not None:
        volunteer.note, volunteer.unit_id, volunteer.minors_cleared_until = "", None, None
        volunteer.last_served_at = None
        set_base(volunteer, None)
        for model in (VolunteerSkill, Availability):
            _delete(model, model.volunteer_id == volunteer.id)
    for grant in db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id, in_force())).all():
        end_grant(grant, SYSTEM)
    standing = update(Consent).where(Consent.person_id == person.id, Consent.withdrawn_at.is_(None))
    db.session.execute(standing.values(withdrawn_at=now()), execution_options=QUIET)


def _delete_rows(person: Person) -> None:
    homes = set(db.session.scalars(select(Residence.household_id).where(Residence.person_id == person.id)))
    for table in reversed(tables_of_persons("core")):
        mine = [name for name in person_columns(table) if f"{table.name}.{name}" not in STAYS]
        if mine and not table.info.get("append_only"):
            _delete(mapper_of(table.name), or_(*(table.c[name] == person.id for name in mine)))
    _delete(SecretLink, SecretLink.person_id == person.id)
    _delete(OccupiedQuarter, OccupiedQuarter.resource_kind == "person", OccupiedQuarter.resource_id == person.id)
    headed = update(Household).where(Household.head_id == person.id).values(head_id=None)
    db.session.execute(headed, execution_options=QUIET)
    # The aid of a door behind which nobody else ever lived tells of this person alone.
    lived = select(Residence.id).where(Residence.household_id == HouseholdAid.household_id).exists()
    _delete(HouseholdAid, HouseholdAid.household_id.in_(homes), ~lived)


def _delete(model: Any, *which: Any) -> None:
    db.session.execute(delete(model).where(*which), execution_options=QUIET)
