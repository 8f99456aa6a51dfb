"""What machines ask: is the process up, is the database fit, how many requests took how long."""
from __future__ import annotations

import hmac
import os
import time
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.accounts.decorators import public
from core.config import settings_of, this_app
from core.tenancy.engines import app_engine
from core.tenancy.histories import pending

REQUESTS = Counter("linli_requests", "Requests answered.", ["method", "status"])
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})  # any word is a method to the web server, and each would be a line
SECONDS = Histogram("linli_request_seconds", "Seconds until the answer was made.", ["endpoint"])

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public("asked by the load balancer", realm="any")
def healthz() -> Response:
    """The process is up; says nothing about the database."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public("asked by the load balancer", realm="any")
def readyz() -> Response:
    """The database answers and has core's revisions, 503 otherwise; a plugin whose tables are behind is only named."""
    app = this_app()
    try:
        with app_engine(app).connect() as connection:
            connection.execute(text("SELECT count(*) FROM community"))
        missing = pending(app)
    except SQLAlchemyError:
        return Response("the database does not answer or has no tables\n", 503, mimetype="text/plain")
    if "core" in missing:
        return Response(f"revisions are missing: {missing}\n", 503, mimetype="text/plain")
    said = f"ok, without the plugins whose revisions are missing: {missing}\n" if missing else "ok\n"
    return Response(said, mimetype="text/plain")


@blueprint.get("/metrics")
@public("asked by Prometheus, with LINLI_METRICS_TOKEN as bearer token", realm="any")
def metrics() -> Response:
    """Figures of all worker processes (when PROMETHEUS_MULTIPROC_DIR is set), or of this one."""
    token = settings_of(current_app).metrics_token
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        abort(404)
    return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # prometheus has no types here
    return registry


def _start_clock() -> None:
    g.began = time.perf_counter()


def _count(response: Response) -> Response:
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(method, response.status_code).inc()
    began: Any = g.pop("began", None)
    if began is not None:
        SECONDS.labels(request.endpoint or "none").observe(time.perf_counter() - began)
    return response


def init_app(app: Flask) -> None:
    """The three addresses, and the counting of every request."""
    app.register_blueprint(blueprint)
    app.before_request(_start_clock)
    app.after_request(_count)
