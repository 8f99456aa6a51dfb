"""The console's first page: the community in figures, and what needs the admin."""
from __future__ import annotations

from flask import render_template

from core.accounts.decorators import require
from core.communities.figures import registry_facts
from core.console.blueprint import console
from core.pluginsystem.problems import recent_problems
from core.pluginsystem.registry import plugins_of


@console.get("/")
@require("console.view")
def overview() -> str:
    """Figures of the register and problems of services."""
    problems = [problem for found in recent_problems().values() for problem in found]
    figures = [(fact.title, fact.count(None), fact.unit) for fact in registry_facts()]
    return render_template(
        "console/overview.html", figures=figures, problems=problems, plugins=plugins_of().by_name
    )
