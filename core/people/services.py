"""What other features ask of people."""
from __future__ import annotations

from core.people.ages import is_child
from core.people.approvals import ask_approval, may_open_child, may_open_children, open_child
from core.people.bulk import aid_values, person_values
from core.people.children import ChildConsentWithdrawn, register_child
from core.people.children_models import ChildApproval, Guardianship
from core.people.consents import (
    CHILD_DATA,
    VOLUNTEERING,
    Purpose,
    declare_purpose,
    give_consent,
    has_consent,
    purpose_of,
    withdraw_consent,
)
from core.people.counts import Living, living_by_building
from core.people.figures import aided, households, lives_here, residents
from core.people.guardians import children_ids, children_of, guardians_of, is_guardian
from core.people.households import (
    Member,
    end_aid,
    get_household,
    grant_aid,
    members,
    open_household,
    room_label,
    set_head,
    set_relation,
)
from core.people.hukou import end_hukou, hukou_of, register_hukou
from core.people.id_number import IdNumber, read_id_number
from core.people.opening import open_sensitive
from core.people.register import correct_person, get_person, lock_person, register_person
from core.people.residence import PersonLeft, PersonMoved, correct_death, mark_deceased, move_in, move_out, still_gone
from core.people.search import households_in_room, people_in_building, search_people

__all__ = [
    "CHILD_DATA", "VOLUNTEERING", "ChildApproval", "ChildConsentWithdrawn", "Guardianship", "IdNumber", "Living",
    "Member", "PersonLeft", "PersonMoved", "Purpose", "aid_values", "aided", "ask_approval", "children_ids", "children_of", "correct_death",
    "correct_person",
    "declare_purpose", "end_aid", "end_hukou", "get_household", "get_person", "give_consent", "grant_aid",
    "guardians_of", "has_consent", "households", "households_in_room", "hukou_of", "is_child", "is_guardian",
    "lives_here", "living_by_building", "lock_person", "mark_deceased", "may_open_child", "may_open_children", "members", "move_in",
    "move_out", "open_child", "open_household", "open_sensitive", "people_in_building", "person_values", "purpose_of",
    "read_id_number", "register_child", "register_hukou", "register_person", "residents", "room_label",
    "search_people", "set_head", "set_relation", "still_gone", "withdraw_consent",
]  # fmt: skip
