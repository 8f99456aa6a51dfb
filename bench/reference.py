"""The bare reference page: Flask, Flask-SQLAlchemy, Flask-Login and Jinja alone, same rows, same bytes as ours.

No plugins, no tenancy, no permissions, no translation, no CSRF. `GET /page?of=12696&rows=20&bytes=20000` shows that
many rows of a community with so many (each with its author joined), their count, ten links of navigation, and fills
up to that many bytes.
"""
from __future__ import annotations

import os

from flask import Flask, render_template, request, session
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

VOLUNTEERS, RESIDENTS = 1283, 12696
db = SQLAlchemy()


class Community(db.Model):  # type: ignore[name-defined]  # Flask-SQLAlchemy makes the base at run time
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class User(UserMixin, db.Model):  # type: ignore[name-defined]  # as above
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Item(db.Model):  # type: ignore[name-defined]  # as above
    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    title: Mapped[str]
    text: Mapped[str]
    author: Mapped[User] = relationship()


PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ community.name }}</title>
<link rel="stylesheet" href="{{ url_for('static', filename='theme.css') }}"></head><body>
<nav>{% for n in range(10) %}<a href="{{ url_for('page', rows=n) }}">{{ community.name }} {{ n }}</a>{% endfor %}</nav>
<h1>{{ community.name }}，{{ user.name if user.is_authenticated else '' }}</h1><p>{{ total }}</p>
<table>{% for item in items %}<tr><td><a href="{{ url_for('page', rows=item.id) }}">{{ item.title }}</a></td>
<td>{{ item.text }}</td><td>{{ item.author.name }}</td></tr>{% endfor %}</table>
<p>{{ filler }}</p></body></html>"""


def create_app() -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="bench", SQLALCHEMY_DATABASE_URI=os.environ["BENCH_REFERENCE_URL"])
    app.jinja_loader = DictLoader({"page.html": PAGE})  # compiled once; render_template_string compiles at each request
    db.init_app(app)
    login = LoginManager(app)
    login.user_loader(lambda key: db.session.get(User, int(key)))

    @app.get("/sign-in")
    def sign_in() -> str:
        login_user(db.session.get(User, 1))
        session.permanent = False
        return "ok"

    @app.get("/page")
    @login_required
    def page() -> str:
        return _page(current_user)

    @app.get("/open-page")
    def open_page() -> str:
        return _page(current_user)

    return app


def _page(user: User) -> str:
    rows, size = int(request.args.get("rows", 20)), int(request.args.get("bytes", 10_000))
    community = db.session.scalar(select(Community).filter_by(slug=f"of-{request.args.get('of', VOLUNTEERS)}"))
    mine = Item.community_id == community.id
    items = db.session.scalars(
        select(Item).where(mine).options(joinedload(Item.author)).order_by(Item.id.desc()).limit(rows)
    ).all()
    total = db.session.scalar(select(func.count(Item.id)).where(mine))
    return render_template(
        "page.html", community=community, user=user, items=items, total=total, filler="x" * max(0, size - 400 - 190 * rows)
    )


def fill(app: Flask) -> None:
    """Two communities: as many rows as Xinzhu has volunteers, and as it has residents; by 50 authors."""
    with app.app_context():
        db.create_all()
        db.session.add_all(User(id=n, name=f"志愿者 {n}") for n in range(1, 51))
        for key, size in enumerate((VOLUNTEERS, RESIDENTS), 1):
            db.session.add(Community(id=key, slug=f"of-{size}", name="新竹社区"))
            db.session.add_all(
                Item(community_id=key, author_id=n % 50 + 1, title=f"陪诊 {n}", text="周四上午九点，市二院眼科")
                for n in range(size)
            )
        db.session.commit()


if "BENCH_REFERENCE_URL" in os.environ:
    app = create_app()
