"""A plugin asks people for consent to purposes of its own, which join with its manifest."""
from __future__ import annotations

import pytest

from core.kernel.actor import SYSTEM
from core.people.models import Consent
from core.people.services import Purpose, purpose_of
from core.pluginsystem.errors import ManifestError
from core.pluginsystem.manifest import Manifest
from core.pluginsystem.registry import plugins_of
from core.tenancy.session import db, use
from core.testing_accounts import make_person


def test_a_plugin_notes_a_yes_to_its_own_purpose_and_takes_it_back(samples, community):
    plugin = plugins_of(samples).by_name["asks_first"].module
    with samples.app_context(), use(community.id):
        person = make_person("韦秀兰")
        said = [plugin.may_hang(person)]
        plugin.say_yes(person, SYSTEM)
        said.append(plugin.may_hang(person))
        assert [(row.purpose, row.text_version) for row in db.session.query(Consent)] == [("asks_first.pictures", "1")]
        plugin.say_no(person, SYSTEM)
        assert [*said, plugin.may_hang(person)] == [False, True, False]


def test_a_plugins_purposes_are_known_by_name(samples):
    assert purpose_of("asks_first.pictures") is plugins_of(samples).by_name["asks_first"].manifest.purposes[0]


def test_the_purposes_of_a_plugin_that_was_left_out_are_forgotten(samples):
    assert "the ink is dry" in str(plugins_of(samples).reason("breaks_off"))
    with pytest.raises(LookupError):
        purpose_of("breaks_off.ink")


def test_a_purpose_begins_with_the_plugins_name():
    with pytest.raises(ManifestError, match="授权用途 'volunteering' 必须以插件名和一个点开头"):
        Manifest(name="wish", title="微心愿", purposes=(Purpose("volunteering", "志愿服务", "1", "我同意。"),))
