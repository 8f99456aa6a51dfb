"""Puts the site together: read `create_app` as its table of contents."""
from __future__ import annotations

from importlib import import_module
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from core import crypto, health
from core.accounts.gatekeeper import check_declared
from core.config import Settings, prepared
from core.tenancy import setup as tenancy
from core.web.inputs import init_inputs
from core.web.templating import Templates

# Each feature joins by `init_app(app)` in its setup.py; later ones may build on earlier ones.
FEATURES = (
    "kernel",
    "communities",
    "grids",
    "places",
    "people",
    "accounts",
    "volunteers",
    "notices",
    "web",
    "home",
    "me",
    "desk",
    "console",
    "platform",
    "backup",
    "demo",
    "keys",
    "doctor",
    "pluginsystem",
)

# Of one request: photos of a phone pass, a full disk does not come from a form.
MOST_BYTES = 16 * 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The site, ready to serve; raises ConfigError with what to change when it may not start like this."""
    settings = prepared(settings)
    app = _flask(settings)
    init_inputs(app)
    tenancy.connect(app)
    _believe_proxies(app, settings.proxies)
    _open_keys(app)
    _import_models()
    for feature in FEATURES:
        import_module(f"core.{feature}.setup").init_app(app)
    health.init_app(app)
    check_declared(app)
    tenancy.check(app)
    return app


def _flask(settings: Settings) -> Flask:
    app = Flask("core", static_folder="web/static", template_folder="web/templates")
    app.jinja_environment = Templates
    app.extensions["linli.settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=MOST_BYTES,
    )
    return app


def _believe_proxies(app: Flask, count: int) -> None:
    """Outermost, so that the host by which the community is found is the one that addresses are made of."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # Flask means it to be wrapped


def _open_keys(app: Flask) -> None:
    settings: Settings = app.extensions["linli.settings"]
    if settings.makes_keys and not settings.key_path.exists():
        crypto.make_key_file(settings.key_path)
    crypto.init_app(app, settings.key_path)


def _import_models() -> None:
    core = Path(__file__).parent
    for path in sorted(core.glob("**/models.py")):
        import_module(".".join(("core", *path.relative_to(core).with_suffix("").parts)))
