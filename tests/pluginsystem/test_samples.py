"""Each misbehaving plugin is left out with its reason, and the site and the other plugins work on."""
from __future__ import annotations

import sys

import pytest

from core.grids.models import Building
from core.kernel.jobs.registry import handlers
from core.pluginsystem.registry import State, plugins_of
from core.tenancy.model import Base
from core.tenancy.session import db, use

REASONS = {
    "raises_in_import": "the disk is full of cats",
    "exits_in_import": "SystemExit: 3",
    "undeclared_view": "它的页面 undeclared_view.index 没有写明谁可以打开",
    "misspelt_hook": "没有挂钩 nav_itmes，是不是要写 nav_items？",
    "misspelt_argument": "它的挂钩 tiles 没有参数 user；可以用的有：community、actor",
    "misspelt_scope": "它的模型 Door 的 __scope__ 写错了：room.bulding_id",
    "steals_table": 'Person: there is a table person already; say __tablename__ = "steals_table_..."',
    "strays": "它的数据表 neighbours 必须以 strays_ 开头",
    "half_models": "NoSuchClass",
    "half_a_model": "它的数据表 half_a_model_lid 引用了 half_a_model_chest，但没有这张表",
    "clashing_template": "它的模板必须全部放在 templates/clashing_template/ 里，那里以外还有：base.html",
    "app_wide": "它想对整个网站生效",
    "wraps_others": "它的挂钩 nav_items 想包住或抢在别的插件前面",
    "lonely": "它需要插件 nobody_has_it",
    "keeps_people": "export_resident、erase_resident",
}
LEFT_TABLES = {
    "raises_in_import_thing", "neighbours", "half_models_thing", "keeps_people_note", "half_a_model_box", "half_a_model_lid",
    "misspelt_scope_door",
}  # fmt: skip


@pytest.mark.parametrize("name", REASONS)
@pytest.mark.peer("CVE-2026-45086", "CVE-2023-36465", "CVE-2026-45415")
def test_a_misbehaving_plugin_is_left_out_with_its_reason(samples, name):
    plugins = plugins_of(samples)

    assert plugins.state(name) is State.BROKEN
    assert REASONS[name] in str(plugins.reason(name))


def test_a_plugin_for_another_api_is_incompatible_and_not_broken(samples):
    assert plugins_of(samples).state("from_the_future") is State.INCOMPATIBLE


def test_the_second_plugin_of_a_name_is_refused_and_named(samples):
    plugins = plugins_of(samples)

    assert [p.name for p in plugins.doubles] == ["hello"]
    assert "名字 hello 已经被" in str(plugins.doubles[0].reason)
    assert plugins.by_name["hello"].title == "你好"


def test_good_plugins_are_loaded_after_those_they_require(samples):
    order = plugins_of(samples).order

    assert {"hello", "leaning", "raises_in_hook"} <= set(order)
    assert order.index("hello") < order.index("leaning")


def test_a_plugin_that_was_left_out_leaves_nothing_behind(samples):
    assert "raises_in_import.work" not in handlers
    assert LEFT_TABLES & set(Base.metadata.tables) == set()
    assert Base.metadata.tables["person"].info["owner"] == "core"
    assert [m for m in sys.modules if REASONS.keys() & set(m.split("."))] == []
    assert samples.view_functions.keys().isdisjoint({"undeclared_view.index"})


def test_a_broken_relationship_in_a_plugin_does_not_reach_cores_models(samples, community):
    with samples.app_context(), use(community.id):
        assert db.session.query(Building).count() == 0


def test_safe_mode_loads_no_plugin(make_app, community):
    assert list(plugins_of(make_app(plugins=""))) == []


def test_only_chosen_plugins_are_loaded(make_app, community):
    assert [p.name for p in plugins_of(make_app(plugins="hello"))] == ["hello"]
