"""The pages for getting in and out: sign in, activate, register, reset, change the password."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from core.accounts import activation, registration, reset
from core.accounts.actor import current_actor
from core.accounts.cookies import current_sid, forget_sid, remember_sid
from core.accounts.decorators import public, signed_in
from core.accounts.delays import network_of
from core.accounts.devices import rough_address
from core.accounts.errors import (
    AccountClosed,
    CodeInvalid,
    PasswordWeak,
    PhoneInvalid,
    PhoneTaken,
    SignInRefused,
    TooSoon,
)
from core.accounts.forms import (
    ActivateForm,
    CodeForm,
    LoginForm,
    NewPasswordForm,
    PasswordForm,
    RegisterForm,
    ResetForm,
    refuse,
)
from core.accounts.safe_next import safe_next
from core.accounts.sessions import end_session, half_signed_in
from core.accounts.signing_in import Browser, change_password, enter, sign_in
from core.accounts.totp import PEOPLE
from core.grids.models import Building
from core.tenancy.session import db
from core.texts import gettext as _

blueprint = Blueprint("accounts", __name__, template_folder="templates")


def address() -> str:
    """Where the request comes from, as tries are counted."""
    return network_of(request.remote_addr)


def start_page() -> str:
    """Where a signed-in person begins: console, desk or their own page."""
    actor = current_actor()
    area = "console" if actor.can("console.view") else "desk" if actor.can("desk.view") else "me"
    return f"{request.script_root}/{area}/"


@blueprint.route("/login", methods=["GET", "POST"])
@public("the way in")
def login() -> Any:
    """Sign in with phone and password."""
    form = LoginForm(next=request.args.get("next"))
    if request.method == "GET" and current_actor().is_authenticated:
        return redirect(safe_next(request.args.get("next")) or start_page())
    status = 200
    if form.validate_on_submit():
        try:
            sid = sign_in(form.phone.data, form.password.data, address(), browser(), current_sid())
        except (SignInRefused, TooSoon, AccountClosed) as error:
            db.session.rollback()
            refuse(form.password, error)
            status = error.status
        else:
            return entered(sid, form.next.data)
    return render_template("accounts/login.html", form=form), status if status != 200 else status_of(form)


@blueprint.route("/logout", methods=["POST"])
@public("leaving is always possible, also when the sign-in has ended already")
def logout() -> Any:
    """End this browser's sign-in."""
    sid = current_sid()
    if sid:
        end_session(sid)
        db.session.commit()
    forget_sid()
    flash(_("您已退出登录。"))
    response = redirect(f"{request.script_root}/")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.route("/activate", methods=["GET", "POST"])
@public("the code is the proof")
def activate() -> Any:
    """Type the code from the paper."""
    form = CodeForm()
    if form.validate_on_submit():
        plain = "".join(c for c in form.code.data.upper() if c.isalnum())
        return redirect(url_for("accounts.activate_code", code=plain))
    return render_template("accounts/activate.html", form=form), status_of(form)


@blueprint.route("/activate/<code>", methods=["GET", "POST"])
@public("the code is the proof; the QR on the paper leads here")
def activate_code(code: str) -> Any:
    """Set the password, and the phone if none is known."""
    try:
        person = activation.person_of_code(code)
    except CodeInvalid as error:
        return _wrong_code(error)
    form, name, asks_phone = ActivateForm(), person.name, activation.needs_phone(person)
    if not asks_phone:
        del form.phone
    if form.validate_on_submit():
        try:
            account = activation.activate(code, form.password.data, form.phone.data if asks_phone else "", address())
            sid = enter(account, browser(), current_sid())
        except PasswordWeak as error:
            db.session.rollback()
            refuse(form.password, error)
        except (PhoneTaken, PhoneInvalid) as error:
            db.session.rollback()
            refuse(form.phone, error)
        except (CodeInvalid, TooSoon) as error:
            db.session.rollback()
            return _wrong_code(error)
        else:
            return entered(sid, None, _("账号已开通，以后用手机号和密码登录。"))
    return render_template("accounts/activate_code.html", form=form, name=name), status_of(form)


@blueprint.route("/register", methods=["GET", "POST"])
@public("anybody may ask for an account; staff check")
def register() -> Any:
    """Write oneself down; staff check who it is."""
    form = RegisterForm()
    form.offer_buildings(_buildings())
    if form.validate_on_submit():
        try:
            registration.register(
                name=form.name.data,
                phone=form.phone.data,
                password=form.password.data,
                address=address(),
                building_id=form.building.data or None,
                room_text=form.room_text.data or "",
            )
            db.session.commit()
        except PasswordWeak as error:
            refuse(form.password, error)
        except TooSoon as error:
            refuse(form.phone, error)
        else:
            return redirect(url_for("accounts.registered"))
    return render_template("accounts/register.html", form=form), status_of(form)


@blueprint.route("/register/done")
@public("what happens next")
def registered() -> Any:
    """Say what happens next; the same for phones that are known already."""
    return render_template("accounts/registered.html")


@blueprint.route("/reset", methods=["GET", "POST"])
@public("who forgot the password cannot sign in")
def reset_start() -> Any:
    """Ask for a code by phone."""
    form = ResetForm()
    if form.validate_on_submit():
        try:
            reset.request_reset(form.phone.data, address())
        except TooSoon as error:
            refuse(form.phone, error)
        else:
            fresh = NewPasswordForm(formdata=None, phone=form.phone.data)
            return render_template("accounts/reset_new.html", form=fresh, sent=True)
    return render_template("accounts/reset.html", form=form), status_of(form)


@blueprint.route("/reset/new", methods=["GET", "POST"])
@public("the code is the proof")
def reset_new() -> Any:
    """Set a new password with the code."""
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            reset.reset_password(form.phone.data, form.code.data, form.password.data, address())
            db.session.commit()
        except PasswordWeak as error:
            db.session.rollback()
            refuse(form.password, error)
        except (CodeInvalid, TooSoon) as error:
            db.session.rollback()
            refuse(form.code, error)
        else:
            flash(_("新密码已设好，请登录。"))
            return redirect(url_for("accounts.login"))
    return render_template("accounts/reset_new.html", form=form, sent=False), status_of(form)


@blueprint.route("/password", methods=["GET", "POST"])
@signed_in
def password() -> Any:
    """Change one's own password; every other browser is signed out."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            sid = change_password(current_actor(), form.old.data, form.password.data, address(), browser())
        except (SignInRefused, TooSoon) as error:
            db.session.rollback()
            refuse(form.old, error if isinstance(error, TooSoon) else ValueError(_("现在的密码不对，请再输一次。")))
        except PasswordWeak as error:
            db.session.rollback()
            refuse(form.password, error)
        else:
            return entered(sid, None, _("密码已修改，其他设备上的登录已退出。"))
    return render_template("accounts/password.html", form=form), status_of(form)


def entered(sid: str, target: str | None, said: str = "") -> Any:
    """Keep the sid in the cookie and go on: to where the person wanted to go, or first to the one-time code."""
    db.session.commit()
    remember_sid(sid)
    if said:
        flash(said)
    if half_signed_in(PEOPLE, sid) is not None:
        return redirect(url_for("accounts.code", next=safe_next(target)))
    return redirect(safe_next(target) or url_for("accounts.start"))


@blueprint.route("/start")
@signed_in
def start() -> Any:
    """To where this person begins."""
    return redirect(start_page())


def _wrong_code(error: Exception) -> Any:
    form = CodeForm(formdata=None)
    form.code.errors = [str(error)]
    return render_template("accounts/activate.html", form=form), getattr(error, "status", 409)


def status_of(form: Any) -> int:
    """422 for a form with something to put right."""
    return 422 if form.errors else 200


def browser() -> Browser:
    """The device that asks, as its owner will see it listed."""
    return Browser(request.user_agent.string, rough_address(request.remote_addr))


def _buildings() -> list[tuple[int, str]]:
    return [(id, name) for id, name in db.session.execute(select(Building.id, Building.name).order_by(Building.number))]
