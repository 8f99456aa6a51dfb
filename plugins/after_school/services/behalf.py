"""Staff enrol children for a guardian who has no account or phone (代办): the guardian's checks, and who did it."""
from __future__ import annotations

from typing import Any

from core.api import Person, _, actor_for, audit, children_of, get_person, may_open_child, open_child

from ..errors import CannotEnrol
from ..models import Application, Term
from . import access
from .finding import get_term, missing
from .wishes import Wishes, enrol

ENROL = "after_school.enrol"


def term_for(term_id: int, actor: Any) -> Term:
    """A term for who plans it and got the approval for its children; raises Missing."""
    term: Term = access.managed(get_term(term_id), actor)
    if not access.may_see_children(term.id, actor):
        raise missing(Term)
    return term


def children_to_enrol(term: Term, guardian: Person, actor: Any) -> list[Person]:
    """The guardian's children, each opened by the term's approval; a sealed record is left out. Commit before showing."""
    matter = access.matter_of(term.id)
    ids = [child.id for child in children_of(guardian.id)]
    return [open_child(actor, child_id, matter=matter) for child_id in ids if may_open_child(actor, child_id, matter)]


def check_guardian(guardian: Person) -> None:
    """Raises CannotEnrol for who could not enrol on a phone of their own either."""
    if not actor_for(guardian).can(ENROL):
        raise CannotEnrol(_("%(name)s现在不能给孩子报名，请先把这位家长登记为本社区居民，再来代办。", name=guardian.name))


def enrol_for(term_id: int, actor: Any, guardian_id: int, wishes: Wishes, *, together: bool) -> Application:
    """The guardian's wishes, typed in by staff; raises CannotEnrol, Missing, Refused as the guardian's own do."""
    term = term_for(term_id, actor)
    guardian = get_person(guardian_id, actor)
    check_guardian(guardian)
    acting = actor.acting_for(guardian.id)
    application = enrol(term.id, acting, wishes, together=together)
    said = _("替%(name)s给孩子报名：%(term)s", name=guardian.name, term=term.name)
    audit.write("after_school.enrol_for", said, actor=acting, object_kind="person", object_id=guardian.id)
    return application
