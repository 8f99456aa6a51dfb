"""The contract notices a plugin that hands out too little or too much, or does not forget."""
from __future__ import annotations

import importlib
from datetime import datetime

import pytest
from sqlalchemy import update

from core.tenancy.model import mapper_of
from core.tenancy.session import db
from core.testing import PluginContract


@pytest.fixture
def contract():
    """The contract of the savings station, called by hand."""
    made = PluginContract()
    made.name = "love_savings"
    return made


@pytest.fixture
def privacy():
    """The station's own module that exports and erases."""
    return importlib.import_module("plugins.love_savings.services.privacy")


def test_a_plugin_that_forgets_nothing_is_noticed(app, community, contract, privacy, monkeypatch):
    monkeypatch.setattr(privacy, "erase", lambda person_id: None)
    with pytest.raises(AssertionError, match="love_savings_request.words"):
        contract.test_what_it_forgets_leaves_no_words_of_the_person(app, community)


def test_a_plugin_that_forgets_the_words_but_not_the_card_is_noticed(app, community, contract, privacy, monkeypatch):
    request = mapper_of("love_savings_request")

    def half(person_id):
        db.session.execute(update(request).where(request.person_id == person_id).values(words=""))

    monkeypatch.setattr(privacy, "erase", half)
    with pytest.raises(AssertionError, match="love_savings_card.token"):
        contract.test_what_it_forgets_leaves_no_words_of_the_person(app, community)


def test_an_export_that_leaves_rows_out_is_noticed(app, community, contract, privacy, monkeypatch):
    whole = privacy.export
    monkeypatch.setattr(privacy, "export", lambda person_id: {**whole(person_id), "offers": []})
    with pytest.raises(AssertionError, match="love_savings_offer"):
        contract.test_what_it_hands_out_is_json_and_names_the_persons_rows(app, community)


def test_an_export_that_is_no_json_is_noticed(app, community, contract, privacy, monkeypatch):
    monkeypatch.setattr(privacy, "export", lambda person_id: {"asked": datetime.max})
    with pytest.raises(TypeError, match="not JSON serializable"):
        contract.test_what_it_hands_out_is_json_and_names_the_persons_rows(app, community)


def test_an_export_of_everybodys_words_is_noticed(app, community, contract, privacy, monkeypatch):
    request = mapper_of("love_savings_request")
    monkeypatch.setattr(privacy, "export", lambda person_id: {"words": [r.words for r in db.session.query(request)]})
    with pytest.raises(AssertionError, match="示例：换灯泡"):
        contract.test_a_stranger_is_handed_out_nothing_of_others(app, community)


def test_a_plugin_without_tables_that_exports_all_the_same_is_noticed(app, contract, privacy, monkeypatch):
    hello = PluginContract()
    hello.name = "hello"
    monkeypatch.setattr(hello.plugin(app), "hooks", contract.plugin(app).hooks)
    with pytest.raises(AssertionError, match="export_resident"):
        hello.test_it_can_hand_out_and_forget_exactly_if_it_refers_to_persons(app)
