"""The public face of the core: all that a plugin may import, and nothing of it is ever taken away within one `api`.

SQLAlchemy, Flask and WTForms are imported from where they come from; what is ours comes from here.
"""
from __future__ import annotations

from typing import Any

from core.accounts.actor import actor_for, current_actor
from core.accounts.codes import code_hash, new_code, new_digits
from core.accounts.decorators import public, require, signed_in
from core.accounts.guesses import forget_guesses, take_guess
from core.accounts.others import somebody_else_may
from core.accounts.permissions import Permission
from core.accounts.policy import can, scope_filter
from core.clock import now, today
from core.communities.calendar import (
    community_zone,
    local_day,
    moment_at,
    month_after,
    month_of,
    months_back,
    this_month,
    year_bounds,
)
from core.communities.services import CommunityState, community_today, current_community, usual, word
from core.communities.words import N_
from core.errors import Forbidden, LinliError, Missing, Refused
from core.events import Event, PluginSwitched, ServiceRecorded, publish
from core.forms import Form, cleaned
from core.grids.models import Building, Grid, Room
from core.kernel import audit
from core.kernel.actor import SYSTEM, Actor, on_behalf_of
from core.kernel.bulk import bulk_insert, bulk_row
from core.kernel.facts import Fact
from core.kernel.jobs import enqueue, handles
from core.kernel.ledger import (
    AlreadyReversed,
    KeyReused,
    LedgerAccount,
    LedgerEntry,
    LedgerTransfer,
    NotEnough,
    balance,
    find_account,
    month_statement,
    open_account,
    reverse,
    set_floor,
    spendable,
    statement,
    transfer,
)
from core.kernel.links import SecretLink, close_link, has_link, is_signed, linked, number_in, open_link, sign_number
from core.kernel.occupancy import Occupied, Plan, busy, is_free, occupy, occupy_all, release, release_all
from core.kernel.pictures import Picture, drop_pictures, keep_picture, keep_signature, pictures_of, send_picture
from core.kernel.sheets import BadSheet, SheetLine, read_sheet
from core.kernel.workflow import (
    Change,
    Clock,
    State,
    Stateful,
    Transition,
    Workflow,
    WorkflowRefused,
    WorkflowStep,
    past_steps,
)
from core.notices.channels import register_channel
from core.notices.services import notify
from core.people.ages import age_of, born_by
from core.people.aid import aid_categories, gets_aid, open_aid_list
from core.people.consents import ConsentWithdrawn
from core.people.errors import NeedsApproval
from core.people.examples import example_resident
from core.people.following import follow_home, follow_homes
from core.people.models import Household, Person
from core.people.sensitive import Masked, Sensitive
from core.people.services import (
    CHILD_DATA,
    ChildApproval,
    ChildConsentWithdrawn,
    Guardianship,
    PersonLeft,
    PersonMoved,
    Purpose,
    ask_approval,
    children_ids,
    children_of,
    get_person,
    give_consent,
    guardians_of,
    has_consent,
    is_child,
    is_guardian,
    lives_here,
    lock_person,
    may_open_child,
    may_open_children,
    open_child,
    open_sensitive,
    register_child,
    search_people,
    still_gone,
    withdraw_consent,
)
from core.people.terms import GUARDIAN_RELATIONS
from core.people.tidy import tidy_phone
from core.places.models import Place, PlaceUse
from core.places.services import free_place, free_places, place_uses, places, use_place
from core.pluginsystem.hookspecs import hookimpl
from core.pluginsystem.manifest import SUPPORTED, Manifest
from core.pluginsystem.offers import (
    MOST_TASKS,
    Arrangement,
    Card,
    Figure,
    Hint,
    Job,
    NavItem,
    Panel,
    Task,
    Tile,
)
from core.pluginsystem.settings import settings_for, settings_of_plugin
from core.tenancy.ids import new_id
from core.tenancy.model import TenantModel, UtcDateTime, belongs_to
from core.tenancy.session import db
from core.texts import gettext, lazy_gettext, ngettext
from core.volunteers.assignment import assign, best_total, first_come
from core.volunteers.errors import AlreadyRecorded
from core.volunteers.examples import example_volunteer
from core.volunteers.hindsight import Hindsight, PastNeed
from core.volunteers.joining import volunteer_of
from core.volunteers.matching import suggest
from core.volunteers.models import ServiceRecord, Skill, Team, TeamMember, TeamPost, Unit, Volunteer, VolunteerSkill
from core.volunteers.need import USUAL_WEIGHTS, Need, Reason, Suggestion, Weights
from core.volunteers.posts import PostView, posts_of_team, save_team_post
from core.volunteers.records import record_service, stands, void_service
from core.web.calendars import CalendarEntry, calendar_response
from core.web.fields import TickBoxes, at_most, whole
from core.web.filters import month_name
from core.web.paging import Page, page_of
from core.web.refusals import carried_out, refusals_shown

_, _l = gettext, lazy_gettext
session: Any = db.session

__all__ = [
    "CHILD_DATA", "GUARDIAN_RELATIONS", "MOST_TASKS", "N_", "SUPPORTED", "SYSTEM", "USUAL_WEIGHTS", "Actor",
    "AlreadyRecorded", "AlreadyReversed", "Arrangement", "BadSheet", "Building", "CalendarEntry", "Card", "Change",
    "ChildApproval", "ChildConsentWithdrawn", "Clock", "CommunityState", "ConsentWithdrawn", "Event", "Fact", "Figure",
    "Forbidden", "Form", "Grid", "Guardianship", "Hindsight", "Hint", "Household", "Job", "KeyReused", "LedgerAccount",
    "LedgerEntry", "LedgerTransfer", "LinliError", "Manifest", "Masked", "Missing", "NavItem", "Need", "NeedsApproval",
    "NotEnough", "Occupied", "Page", "Panel", "PastNeed", "Permission", "Person", "PersonLeft", "PersonMoved",
    "Picture", "Place", "PlaceUse", "Plan", "PluginSwitched", "PostView", "Purpose", "Reason", "Refused", "Room",
    "SecretLink", "Sensitive", "ServiceRecord", "ServiceRecorded", "SheetLine", "Skill", "State", "Stateful",
    "Suggestion", "Task", "Team", "TeamMember", "TeamPost", "TenantModel", "TickBoxes", "Tile", "Transition", "Unit",
    "UtcDateTime", "Volunteer", "VolunteerSkill", "Weights", "Workflow", "WorkflowRefused", "WorkflowStep", "_", "_l",
    "actor_for", "age_of", "aid_categories", "ask_approval", "assign", "at_most", "audit", "balance", "belongs_to",
    "best_total", "born_by", "bulk_insert", "bulk_row", "busy", "calendar_response", "can", "carried_out",
    "children_ids", "children_of", "cleaned", "close_link", "code_hash", "community_today", "community_zone",
    "current_actor", "current_community", "db", "drop_pictures", "enqueue", "example_resident", "example_volunteer",
    "find_account", "first_come", "follow_home", "follow_homes", "forget_guesses", "free_place", "free_places",
    "get_person", "gets_aid", "gettext", "give_consent", "guardians_of", "handles", "has_consent", "has_link",
    "hookimpl", "is_child", "is_free", "is_guardian", "is_signed", "keep_picture", "keep_signature", "lazy_gettext",
    "linked", "lives_here", "local_day", "lock_person", "may_open_child", "may_open_children", "moment_at",
    "month_after", "month_name", "month_of", "month_statement", "months_back", "new_code", "new_digits", "new_id",
    "ngettext", "notify", "now", "number_in", "occupy", "occupy_all", "on_behalf_of", "open_account", "open_aid_list",
    "open_child", "open_link", "open_sensitive", "page_of", "past_steps", "pictures_of", "place_uses", "places",
    "posts_of_team", "public", "publish", "read_sheet", "record_service", "refusals_shown", "register_channel",
    "register_child", "release", "release_all", "require", "reverse", "save_team_post", "scope_filter", "search_people",
    "send_picture", "session", "set_floor", "settings_for", "settings_of_plugin", "sign_number", "signed_in",
    "somebody_else_may", "spendable", "stands", "statement", "still_gone", "suggest", "take_guess", "this_month",
    "tidy_phone", "today", "transfer", "use_place", "usual", "void_service", "volunteer_of", "whole",
    "withdraw_consent", "word", "year_bounds",
]  # fmt: skip
