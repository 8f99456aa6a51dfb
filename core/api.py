"""The public face of the core: all that a plugin may import, and nothing of it is ever taken away within one `api`."""
from __future__ import annotations

from flask_babel import gettext, lazy_gettext, ngettext

from core.accounts.actor import current_actor
from core.accounts.decorators import public, require, signed_in
from core.accounts.permissions import Permission
from core.accounts.policy import can, scope_filter
from core.clock import now, today
from core.communities.services import CommunityState, current_community, word
from core.errors import Forbidden, LinliError, Missing, Refused
from core.events import Event, PluginSwitched, ServiceRecorded, publish
from core.kernel import audit, ledger, occupancy
from core.kernel.actor import SYSTEM, Actor
from core.kernel.facts import Fact
from core.kernel.jobs import enqueue, handles
from core.kernel.workflow import Change, Clock, State, Stateful, Transition, Workflow, WorkflowRefused
from core.people.sensitive import Sensitive
from core.pluginsystem.hookspecs import hookimpl
from core.pluginsystem.manifest import SUPPORTED, Manifest
from core.pluginsystem.offers import Arrangement, Card, Figure, Job, NavItem, Panel, Task, Tile
from core.pluginsystem.settings import settings_for
from core.tenancy.model import TenantModel, UtcDateTime, belongs_to
from core.tenancy.session import db

session = db.session

__all__ = [
    "SUPPORTED",
    "SYSTEM",
    "Actor",
    "Arrangement",
    "Card",
    "Change",
    "Clock",
    "CommunityState",
    "Event",
    "Fact",
    "Figure",
    "Forbidden",
    "Job",
    "LinliError",
    "Manifest",
    "Missing",
    "NavItem",
    "Panel",
    "Permission",
    "PluginSwitched",
    "Refused",
    "Sensitive",
    "ServiceRecorded",
    "State",
    "Stateful",
    "Task",
    "TenantModel",
    "Tile",
    "Transition",
    "UtcDateTime",
    "Workflow",
    "WorkflowRefused",
    "audit",
    "belongs_to",
    "can",
    "current_actor",
    "current_community",
    "enqueue",
    "gettext",
    "handles",
    "hookimpl",
    "lazy_gettext",
    "ledger",
    "ngettext",
    "now",
    "occupancy",
    "public",
    "publish",
    "require",
    "scope_filter",
    "session",
    "settings_for",
    "signed_in",
    "today",
    "word",
]
