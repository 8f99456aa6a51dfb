"""Switching and configuring: in one transaction, with reasons in words and an audit entry for each change."""
from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from core.communities.models import Community
from core.communities.state import bump_version, current_community
from core.errors import Forbidden
from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.pluginsystem import lifecycle
from core.pluginsystem.errors import NoSuchPlugin, SettingsRefused, SwitchRefused, UnknownSetting
from core.pluginsystem.models import PluginState
from core.pluginsystem.settings import settings_for
from core.tenancy.session import db, use


class Nobody:
    person_id, acting_for_id, name = None, None, "路人"

    def can(self, permission, obj=None):
        return False


@pytest.fixture
def here(samples, community):
    """Inside the community of the app with the sample plugins."""
    with samples.app_context(), use(community.id) as session:
        yield session


def texts(action: str) -> list[str]:
    return [entry.text for entry in audit.entries(action=action).items]


def test_switching_on_and_off_keeps_the_row_and_is_recorded(here):
    lifecycle.enable(current_community(), "hello", SYSTEM)
    lifecycle.enable(current_community(), "hello", SYSTEM)
    lifecycle.disable(current_community(), "hello", SYSTEM)
    here.commit()

    assert (here.query(PluginState).one().plugin, here.query(PluginState).one().enabled) == ("hello", False)
    assert (texts("plugin.enable"), texts("plugin.disable")) == (["开启了你好"], ["关闭了你好"])


def test_a_switch_without_commit_is_no_switch(here):
    lifecycle.enable(current_community(), "hello", SYSTEM)
    here.rollback()

    assert current_community().enabled("hello") is False


def test_a_plugin_waits_for_those_it_requires(here):
    with pytest.raises(SwitchRefused, match="请先开启你好"):
        lifecycle.enable(current_community(), "leaning", SYSTEM)


def test_a_plugin_in_use_by_another_cannot_be_switched_off(here):
    lifecycle.enable(current_community(), "hello", SYSTEM)
    lifecycle.enable(current_community(), "leaning", SYSTEM)

    with pytest.raises(SwitchRefused, match="靠着你好正在使用它"):
        lifecycle.disable(current_community(), "hello", SYSTEM)


def test_a_plugin_that_is_not_there_any_more_cannot_be_switched_on(here):
    lifecycle.start_with(current_community(), "nobody_has_it", {})
    lifecycle.disable(current_community(), "nobody_has_it", SYSTEM)
    with pytest.raises(SwitchRefused, match="没有安装它的程序"):
        lifecycle.enable(current_community(), "nobody_has_it", SYSTEM)


def test_a_broken_plugin_cannot_be_switched_on_but_off(here):
    with pytest.raises(SwitchRefused, match="the disk is full of cats"):
        lifecycle.enable(current_community(), "raises_in_import", SYSTEM)
    lifecycle.start_with(current_community(), "raises_in_import", {})
    lifecycle.disable(current_community(), "raises_in_import", SYSTEM)

    assert current_community().enabled("raises_in_import") is False


def test_nobody_switches_without_the_permission(here):
    with pytest.raises(Forbidden):
        lifecycle.enable(current_community(), "hello", Nobody())


def test_a_plugin_that_fails_to_start_is_not_switched_on_and_leaves_nothing_written(here, community):
    here.get(Community, community.id).name = "不许开"
    bump_version(community.id)
    here.commit()

    with pytest.raises(SwitchRefused, match="开启时出错了（RuntimeError: cannot start here），没有开启"):
        lifecycle.enable(current_community(), "raises_in_hook", SYSTEM)
    here.rollback()

    assert current_community().enabled("raises_in_hook") is False
    assert audit.entries().items == []


def test_a_plugin_that_fails_to_stop_is_switched_off_all_the_same(here):
    lifecycle.enable(current_community(), "raises_in_hook", SYSTEM)
    lifecycle.disable(current_community(), "raises_in_hook", SYSTEM)

    assert current_community().enabled("raises_in_hook") is False


def test_settings_start_with_the_forms_defaults_and_cannot_be_changed_by_the_plugin(here):
    settings = settings_for(current_community(), "leaning")

    assert (settings.greeting, settings.hours, settings["open"]) == ("早上好", 8, True)
    with pytest.raises(TypeError):
        settings.hours = 9


def test_typed_values_change_only_what_they_name(here):
    changed = lifecycle.configure(current_community(), "leaning", {"hours": 10}, SYSTEM)
    lifecycle.enable(current_community(), "hello", SYSTEM)
    lifecycle.enable(current_community(), "leaning", SYSTEM)

    assert changed == {"hours": 10}
    assert dict(settings_for(current_community(), "leaning")) == {
        "greeting": "早上好", "hours": 10, "open": True, "unit": "h", "token": None,
    }  # fmt: skip
    assert texts("plugin.configure") == ["修改了靠着你好的设置：每天最多几小时从 8 改为 10"]


def test_a_browsers_form_holds_all_settings(here):
    sent = MultiDict({"greeting": "晚上好", "hours": "8", "unit": "p", "csrf_token": "x"})

    assert lifecycle.configure(current_community(), "leaning", sent, SYSTEM) == {
        "greeting": "晚上好", "open": False, "unit": "p",
    }  # fmt: skip


def test_an_unknown_setting_is_refused_and_the_known_ones_are_named(here):
    with pytest.raises(UnknownSetting, match="可以设置的有：greeting、hours、open、unit、token"):
        lifecycle.configure(current_community(), "leaning", {"colour": "red"}, SYSTEM)


def test_a_value_out_of_bounds_is_refused_and_nothing_is_stored(here):
    with pytest.raises(SettingsRefused, match="每天最多几小时") as refused:
        lifecycle.configure(current_community(), "leaning", {"hours": 99}, SYSTEM)

    assert list(refused.value.form.errors) == ["hours"]
    assert [row.settings for row in here.query(PluginState)] == [{}]


def test_a_secret_is_sealed_in_the_database_and_never_in_the_audit(here):
    lifecycle.configure(current_community(), "leaning", {"token": "s3cret"}, SYSTEM)
    lifecycle.enable(current_community(), "hello", SYSTEM)
    lifecycle.enable(current_community(), "leaning", SYSTEM)

    row = here.query(PluginState).filter_by(plugin="leaning").one()
    assert "s3cret" not in str(row.settings)
    assert audit.entries(action="plugin.configure").items[0].after == {"token": "•••"}
    assert settings_for(current_community(), "leaning").token == "s3cret"

    lifecycle.configure(current_community(), "leaning", MultiDict({"greeting": "早", "hours": "8", "unit": "h"}), SYSTEM)
    assert settings_for(current_community(), "leaning").token == "s3cret"


def test_settings_of_a_plugin_that_is_not_there_are_an_error(here):
    with pytest.raises(NoSuchPlugin):
        settings_for(current_community(), "nobody_has_it")


def test_a_plugin_that_nobody_knows_is_not_switched_and_the_known_ones_are_named(here):
    with pytest.raises(NoSuchPlugin, match="没有安装插件 nobody_has_it，可以是：.*leaning"):
        lifecycle.enable(current_community(), "nobody_has_it", SYSTEM)
    assert here.query(PluginState).filter_by(plugin="nobody_has_it").count() == 0


def test_a_plugin_named_by_the_instance_file_but_not_installed_waits_for_its_day(here):
    said = lifecycle.start_with(current_community(), "nobody_has_it", {"a": 1})
    db.session.commit()

    assert "没有安装它的程序" in said
    assert current_community().enabled("nobody_has_it") is True
