"""Self-registration: people write themselves down, staff check who they are, then the account works."""
from __future__ import annotations

from sqlalchemy import select

from core.accounts.account_rows import account_of, create_account
from core.accounts.delays import CROWD, take_try
from core.accounts.eligible import check_may_be_let_in
from core.accounts.errors import PhoneTaken
from core.accounts.models import Account, Registration, SignInDelay
from core.accounts.passwords import check_password, hash_password
from core.accounts.phones import normalise_phone
from core.errors import Missing, Refused
from core.kernel import audit
from core.kernel.actor import SYSTEM, Actor
from core.kernel.workflow import Change, State, Transition, Workflow
from core.people.models import Person
from core.people.register import register_person
from core.tenancy.session import db
from core.texts import gettext as _
from core.texts import lazy_gettext as _l

REVIEW = "accounts.review"


def _accepted(row: Registration, change: Change) -> None:
    person = change.data["person"]
    row.person_id = person.id
    phone = Registration.phone.clear(row) or ""
    create_account(person, phone, row.password_hash)
    row.password_hash = None


def _refused(row: Registration, change: Change) -> None:
    row.password_hash = None


workflow = Workflow(
    "registration",
    Registration,
    states=[
        State("waiting", _l("待核对"), "amber"),
        State("accepted", _l("已通过"), "green", final=True),
        State("refused", _l("未通过"), "grey", final=True),
    ],
    transitions=[
        Transition("accept", _l("通过"), "waiting", "accepted", REVIEW, effect=_accepted, primary=True),
        Transition("refuse", _l("不通过"), "waiting", "refused", REVIEW, reason=True, effect=_refused),
    ],
)


def register(
    *, name: str, phone: str, password: str, address: str, building_id: int | None = None, room_text: str = ""
) -> None:
    """Put somebody on the waiting list; says nothing about phones that are known already.

    Raises PhoneInvalid, PasswordWeak, TooSoon (sixty at once from one address, then one a minute).
    """
    digits = normalise_phone(phone)
    check_password(password, phone=digits)
    take_try(SignInDelay, "register", address, CROWD)
    stored = hash_password(password)
    if _known(digits):
        return
    row = Registration(
        name=" ".join(name.split())[:40],
        phone=digits,
        building_id=building_id,
        room_text=room_text.strip()[:40],
        password_hash=stored,
    )
    workflow.start(row, SYSTEM)
    db.session.flush()


def _known(digits: str) -> bool:
    """Whether the phone has an account or is on the waiting list already."""
    waiting = select(Registration.id).where(Registration.phone.matches(digits), Registration.state == "waiting")
    account = select(Account.id).where(Account.phone.matches(digits))
    return db.session.scalar(waiting.limit(1)) is not None or db.session.scalar(account.limit(1)) is not None


def waiting_registrations(actor: Actor, limit: int = 50) -> list[Registration]:
    """Who waits to be checked by this actor, oldest first."""
    query = select(Registration).where(Registration.state == "waiting", actor.scope(REVIEW, Registration))
    return list(db.session.scalars(query.order_by(Registration.created_at, Registration.id).limit(limit)))


def get_registration(registration_id: int, actor: Actor) -> Registration:
    """One registration in the actor's scope; raises Missing."""
    row = db.session.get(Registration, registration_id)
    if row is None or not actor.can(REVIEW, row):
        raise Missing(_("没有找到这份注册申请，可能已被删除，或不在您负责的范围内。"))
    return row


def review_registration(
    registration: Registration, accept: bool, actor: Actor, reason: str = "", person: Person | None = None
) -> Registration:
    """Accept (for `person` from the register, else for a person newly written down) or refuse with a reason.

    Raises WorkflowRefused, Forbidden (also for staff), PhoneTaken, and Refused for a child, the dead, and who has an account.
    """
    if not accept:
        row = workflow.fire(registration, "refuse", actor, reason)
    else:
        row = workflow.lock(registration)
        if person is not None:
            _check_chosen(person, actor)
        if _account_with(row):
            raise PhoneTaken()
        person = person or register_person(name=row.name, actor=actor, phone=Registration.phone.clear(row) or "")
        row = workflow.fire(row, "accept", actor, reason, person=person)
    audit.write(
        "accounts.review",
        _("通过%(name)s的注册", name=row.name) if accept else _("不通过%(name)s的注册", name=row.name),
        actor=actor,
        object_kind="registration",
        object_id=row.id,
        reason=reason,
    )
    return row


def _check_chosen(person: Person, actor: Actor) -> None:
    check_may_be_let_in(person, actor)
    if account_of(person) is not None:
        raise Refused(_("这位居民已经有账号了，可以发激活码重设密码。"))


def _account_with(row: Registration) -> bool:
    phone = Registration.phone.clear(row) or ""
    return db.session.scalar(select(Account.id).where(Account.phone.matches(phone)).limit(1)) is not None
