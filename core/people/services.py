"""What other features ask of people."""
from __future__ import annotations

from core.people.bulk import aid_values, person_values
from core.people.consents import (
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
from core.people.register import correct_person, get_person, register_person
from core.people.residence import correct_death, mark_deceased, move_in, move_out
from core.people.search import households_in_room, people_in_building, search_people

__all__ = [
    "VOLUNTEERING", "IdNumber", "Living", "Member", "Purpose", "aid_values", "aided", "correct_death",
    "correct_person", "declare_purpose", "end_aid", "end_hukou", "get_household", "get_person", "give_consent",
    "grant_aid", "has_consent", "households", "households_in_room", "hukou_of", "lives_here", "living_by_building",
    "mark_deceased", "members", "move_in", "move_out", "open_household", "open_sensitive", "people_in_building",
    "person_values", "purpose_of", "read_id_number", "register_hukou", "register_person", "residents", "room_label",
    "search_people", "set_head", "set_relation", "withdraw_consent",
]  # fmt: skip
