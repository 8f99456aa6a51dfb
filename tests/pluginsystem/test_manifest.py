"""A manifest that breaks a rule is refused with a sentence that says which."""
from __future__ import annotations

import pytest

from core.accounts.permissions import Permission
from core.pluginsystem.errors import ManifestError
from core.pluginsystem.manifest import NAME, RESERVED, Manifest


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": "Hello"}, "插件名 'Hello' 不合规则"),
        ({"name": "h"}, "插件名 'h' 不合规则"),
        ({"name": "tail_"}, "插件名 'tail_' 不合规则"),
        ({"name": "desk"}, "插件名 'desk' 是系统保留的"),
        ({"name": "core"}, "插件名 'core' 是系统保留的"),
        ({"title": " "}, "没有标题"),
        ({"api": "1"}, "api 必须是整数"),
        ({"category": "fun"}, "category 只能是 help, learning, care, safety, money, other 之一"),
        ({"requires": ["hello"]}, "requires 必须写成元组"),
        ({"requires": ("wish",)}, "不能依赖自己"),
        ({"permissions": (Permission("wish.see", "看", ("gridworker",)),)}, "给了不认识的角色 'gridworker'；default_roles 里可以写 community_admin, "),
        ({"permissions": (Permission("people.view", "看"),)}, "权限 'people.view' 必须以插件名和一个点开头"),
    ],
)
def test_a_manifest_that_breaks_a_rule_is_refused(values, said):
    with pytest.raises(ManifestError, match=said):
        Manifest(**{"name": "wish", "title": "心愿", **values})


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_no_plugin_can_take_an_address_of_the_core(app):
    core = (rule for rule in app.url_map.iter_rules() if app.view_functions[rule.endpoint].__module__.startswith("core."))
    names = {rule.rule.split("/")[1].replace("-", "_") for rule in core}

    assert {name for name in names if NAME.fullmatch(name)} - RESERVED == set()


def test_a_plugins_address_has_dashes():
    assert Manifest(name="love_savings", title="储蓄所").address == "love-savings"
