"""What the public home page shows: figures and blocks that the enabled plugins and the register offer."""
from __future__ import annotations

from sqlalchemy import func, select

from core.communities.services import CommunityState, word
from core.people.figures import lives_here
from core.people.models import Person
from core.pluginsystem import dispatch
from core.pluginsystem.offers import Figure
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.figures import REGISTERED
from core.volunteers.models import ServiceRecord, ServiceVoid, Volunteer
from core.web.filters import hours_word

# The strip under the hero has room for so many.
FIGURES = 4


def figures(community: CommunityState) -> list[Figure]:
    """The figures of the strip, in their order: three of the register, and those of the plugins."""
    offered = [*_register_figures(), *dispatch.ask("public_figures", community)]
    return sorted(offered, key=lambda figure: figure.order)[:FIGURES]


def _register_figures() -> list[Figure]:
    """Residents, volunteers and hours of service, counted by one statement."""
    residents, volunteers, recorded, voided = db.session.execute(
        select(
            select(func.count()).select_from(Person).where(lives_here()).scalar_subquery(),
            select(func.count()).select_from(Volunteer).where(Volunteer.state.in_(REGISTERED)).scalar_subquery(),
            select(func.coalesce(func.sum(ServiceRecord.minutes), 0)).scalar_subquery(),
            select(func.coalesce(func.sum(ServiceVoid.minutes), 0)).scalar_subquery(),
        )
    ).one()
    minutes = int(recorded) - int(voided)
    return [
        Figure(word("resident"), residents, _("人"), "home-heart", 10),
        Figure(_("注册%(volunteers)s", volunteers=word("volunteer")), volunteers, _("人"), "users", 20),
        Figure(_("累计服务"), minutes // 60, hours_word(minutes // 60 * 60), "clock-heart", 90),
    ]
