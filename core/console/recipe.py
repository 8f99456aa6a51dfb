"""The community's recipe as a file: taken away here, tried and applied in another community, and undone there."""
from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_wtf.file import FileField, FileRequired

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.communities.instance import recipe as recipes
from core.communities.instance.faults import FileRefused
from core.communities.services import current_community
from core.console.blueprint import blueprint
from core.errors import Forbidden, Refused
from core.forms import Form, cleaned
from core.pluginsystem.lifecycle import spoken
from core.tenancy.session import db
from core.texts import gettext as _
from core.texts import lazy_gettext as _l
from core.web.refusals import refusals_shown

# A recipe holds services, roles and words: who applies one may change all three.
NEEDED = ("console.plugins", "console.roles")


class RecipeForm(Form):
    """A recipe from another community."""

    file = FileField(
        _l("配方文件"), [FileRequired(_l("请先选一个配方文件，它是在另一个社区的这一页下载的。"))],
        description=_l("先试一遍，看清楚会改什么，再决定要不要套用。"),
    )


@blueprint.get("/recipe")
@require("console.settings")
def recipe() -> str:
    """Take the recipe away, try another one, undo the last."""
    return _page()


@blueprint.get("/recipe.toml")
@require("console.settings")
def recipe_file() -> Response:
    """The recipe to take away."""
    answer = Response(recipes.as_text(recipes.recipe()), mimetype="application/toml")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{current_community().slug}-recipe.toml")
    return answer


@blueprint.post("/recipe/try")
@require("console.settings")
def try_recipe() -> Any:
    """What a recipe would change here; nothing is written."""
    form = RecipeForm()
    if not form.validate_on_submit():
        return _page(form), 422
    raw = form.file.data.read(recipes.LARGEST + 1)
    try:
        plan = recipes.plan_recipe(recipes.read_recipe(raw), current_actor())
    except FileRefused as error:
        return _page(form, error), error.status
    return _page(plan=plan, text=raw.decode("utf-8-sig"))


@blueprint.post("/recipe/apply")
@require("console.settings", step_up=True)
def apply_recipe() -> Any:
    """Apply the recipe that was tried."""
    _whole_console()
    try:
        tables = recipes.read_recipe(cleaned(request.form.get("text", ""), lines=True).encode())
        plan = recipes.apply_recipe(tables, current_actor())
        db.session.commit()
    except Refused as error:
        db.session.rollback()
        return _page(error=error), error.status
    flash(_("已套用：新增 %(added)d 项，修改 %(changed)d 项。", added=len(plan.added), changed=len(plan.changed)))
    return redirect(url_for("console.recipe"), 303)


@blueprint.post("/recipe/undo")
@require("console.settings", step_up=True)
def undo_recipe() -> Any:
    """Put back what stood there before the last recipe."""
    _whole_console()
    with refusals_shown():
        plan = recipes.undo_recipe(current_actor())
        db.session.commit()
        kept = _("%(n)d 项后来又改过，保持不动。", n=len(plan.kept)) if plan.kept else ""
        flash(_("已恢复 %(n)d 项。", n=len(plan.changed)) + kept)
    return redirect(url_for("console.recipe"), 303)


def _whole_console() -> None:
    if not all(current_actor().can(permission) for permission in NEEDED):
        raise Forbidden(_("配方会改动服务和角色权限，请由能管理这两样的人来套用。"))


def _page(form: RecipeForm | None = None, error: Refused | None = None, plan: Any = None, text: str = "") -> str:
    form = form or RecipeForm(formdata=None)
    if error is not None:
        form.file.errors = [*form.file.errors, *str(error).splitlines()]
    return render_template(
        "console/recipe.html", form=form, plan=plan, text=text, last=recipes.last_recipe(), in_words=recipes.in_words,
        mine=recipes.recipe(), spoken=spoken,
    )
