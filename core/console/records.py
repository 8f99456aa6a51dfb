"""The record of what was done, newest first."""
from __future__ import annotations

from flask import render_template, request

from core.accounts.decorators import require
from core.console.blueprint import console
from core.kernel import audit

PER_PAGE = 30


@console.get("/records")
@require("console.audit")
def records() -> str:
    """A page of the audit."""
    page = audit.entries(request.args.get("page", 1, type=int), PER_PAGE)
    return render_template("console/records.html", page=page)
