"""What load balancers and Prometheus are told."""
from __future__ import annotations

from core.tenancy import histories


def test_the_process_is_up_even_without_communities(app):
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_ready_when_the_database_has_all_revisions(app, tmp_path, monkeypatch):
    assert app.test_client().get("/readyz").status_code == 200
    (tmp_path / "0001_x.py").write_text('revision, down_revision = "0001", None\ndef upgrade(): pass\n')
    monkeypatch.setitem(histories._histories, "garage", tmp_path)
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, "{'garage': ['0001']}" in answer.text) == (200, True)  # one plugin does not take the site away
    monkeypatch.setitem(histories._histories, "core", tmp_path)
    (tmp_path / "0002_y.py").write_text('revision, down_revision = "9999", "0001"\ndef upgrade(): pass\n')
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, "'core': ['" in answer.text) == (503, True)


def test_not_ready_without_tables(make_app, tmp_path):
    blank = make_app(database_url=f"sqlite:///{tmp_path / 'blank.db'}")
    assert blank.test_client().get("/readyz").status_code == 503


def test_metrics_want_their_token(make_app):
    browser = make_app(metrics_token="figures-please").test_client()
    assert browser.get("/metrics").status_code == 404
    assert browser.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    shown = browser.get("/metrics", headers={"Authorization": "Bearer figures-please"})
    assert shown.status_code == 200
    assert 'linli_requests_total{method="GET",status="404"}' in shown.text


def test_methods_that_somebody_makes_up_are_one_line_of_the_figures(make_app):
    """Each line stays in memory for as long as the process runs: a stranger would fill it with a word per request."""
    browser = make_app(metrics_token="figures-please").test_client()
    for number in range(5):
        assert browser.open("/healthz", method=f"MADEUP{number}").status_code == 405
    shown = browser.get("/metrics", headers={"Authorization": "Bearer figures-please"}).text
    assert "MADEUP" not in shown
    assert 'linli_requests_total{method="other",status="405"}' in shown


def test_without_a_token_there_are_no_metrics(app):
    assert app.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
