"""The page, and where it joins the site. Imports are relative: nothing here knows where the package is installed."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from sqlalchemy import select
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from core.api import Form, hookimpl, require, session

from .models import Note

pages = Blueprint("notes", __name__)


class NoteForm(Form):
    """A new note."""

    text = StringField("记一笔", validators=[DataRequired("请写一句话。"), Length(max=100, message="最多 100 个字。")])


@pages.route("/", methods=("GET", "POST"))
@require("notes.write")
def index() -> Any:
    """All notes, and the form for another one."""
    form = NoteForm()
    if form.validate_on_submit():
        session.add(Note(text=form.text.data))
        session.commit()
        return redirect(url_for("notes.index"))
    rows = session.scalars(select(Note).order_by(Note.id.desc()))
    return render_template("notes/index.html", form=form, rows=rows), 422 if form.errors else 200


@hookimpl
def blueprint() -> Blueprint:
    return pages
