"""A plugin's settings in one community: the form's defaults, overlaid by what was stored, read-only for the plugin."""
from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, PasswordField

from core.communities.state import CommunityState, current_community
from core.crypto import Cell, keyring
from core.kernel.sendings import FIELD as FORM_KEY
from core.pluginsystem.errors import NoSuchPlugin, UnknownSetting
from core.pluginsystem.models import PluginState
from core.pluginsystem.registry import Plugin, plugins_of
from core.texts import gettext as _

SEALED = "sealed"
# What a browser sends besides the settings themselves.
TRANSPORT = frozenset({"csrf_token", FORM_KEY})


class Settings(Mapping[str, Any]):
    """Values by name, as items or attributes; cannot be changed."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_values", dict(values))

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __getattr__(self, key: str) -> Any:
        try:
            return self._values[key]
        except KeyError:
            raise AttributeError(f"there is no setting {key!r}") from None

    def __setattr__(self, key: str, value: Any) -> None:
        raise TypeError("settings are changed with lifecycle.configure only")

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def settings_for(community: CommunityState, name: str) -> Settings:
    """The settings in force for a plugin here, also while it is off there (then: the defaults).

    Raises NoSuchPlugin when the plugin is not loaded.
    """
    plugin = plugins_of().by_name.get(name)
    if plugin is None or plugin.refused:
        raise NoSuchPlugin(_("没有安装插件 %(name)s。", name=name))
    return merged(plugin, community.plugins.get(name) or {})


def settings_of_plugin(name: str) -> Settings:
    """`settings_for` the community in force."""
    return settings_for(current_community(), name)


def merged(plugin: Plugin, stored: Mapping[str, Any]) -> Settings:
    """Defaults overlaid by stored values; stored keys that the plugin no longer has are left out."""
    return Settings({**plugin.defaults, **{k: v for k, v in stored.items() if k in plugin.defaults}})


def bound_form(plugin: Plugin, current: Mapping[str, Any], sent: Any = None) -> Form:
    """The plugin's form with the values in force, or with what was `sent`; the page around it carries the token."""
    assert plugin.form is not None
    return plugin.form(sent, data=dict(current), meta={"csrf": False})


def groups_of(form: Form) -> list[tuple[str, list[Field]]]:
    """The form's fields under the `Meta.legend` of the class that declares each, in the order in which the form names
    these classes; first, under "", those that stand in a class without a legend."""
    left = {field.short_name: field for field in form}
    legends = {part: vars(vars(part).get("Meta", object)).get("legend") for part in type(form).__mro__}
    groups = [
        (str(legend), [left.pop(name) for name in list(left) if name in vars(part)])
        for part, legend in legends.items()
        if legend
    ]
    return [(legend, fields) for legend, fields in [("", list(left.values())), *groups] if fields]


def folds_of(form: Form, defaults: Mapping[str, Any]) -> list[tuple[str, list[Field], bool]]:
    """The groups, each with whether it stands open: the first one that has a title, and any with an error or with a
    value that is not the default."""
    groups = groups_of(form)
    first = next((legend for legend, _fields in groups if legend), "")
    return [(legend, fields, legend == first or any(map(_stands_out(defaults), fields))) for legend, fields in groups]


def _stands_out(defaults: Mapping[str, Any]) -> Callable[[Field], bool]:
    # Nothing and an empty text are the same in a field.
    return lambda field: bool(field.errors) or (field.data or None) != (defaults.get(field.short_name) or None)


def as_sent(form: Form, values: Mapping[str, Any]) -> MultiDict[str, Any]:
    """Typed values in the shape in which a browser would send them, so that the same validators judge both."""
    sent: MultiDict[str, Any] = MultiDict()
    for key, value in values.items():
        if isinstance(value, bool):
            value = ["y"] if value else []
        elif value is None:
            value = []
        sent.setlist(form[key].name, [str(v) for v in value] if isinstance(value, (list, tuple)) else [str(value)])
    return sent


def check_known(plugin: Plugin, keys: Any) -> None:
    """Raises UnknownSetting for a key that the plugin's form does not have."""
    for key in keys:
        if key not in plugin.defaults:
            known = "、".join(plugin.defaults) or _("没有任何设置项")
            said = {"title": plugin.title, "key": key, "known": known}
            raise UnknownSetting(_("%(title)s没有 %(key)s 这个设置项；可以设置的有：%(known)s。", **said))


def secret_keys(plugin: Plugin) -> frozenset[str]:
    """Settings that are written and never shown."""
    if plugin.form is None:
        return frozenset()
    return frozenset(f.short_name for f in bound_form(plugin, {}) if isinstance(f, PasswordField))


def sealed(row: PluginState, key: str, value: str) -> dict[str, str]:
    """A secret as it is stored: bound to its row and key."""
    return {SEALED: b64encode(keyring().encrypt(value, _cell(row.community_id, row.id, key))).decode()}


def load_enabled(session: Any) -> dict[str, dict[str, Any]]:
    """The part of the community's state: enabled plugins with their stored settings, secrets opened."""
    rows = session.execute(
        select(PluginState.community_id, PluginState.id, PluginState.plugin, PluginState.settings)
        .where(PluginState.enabled)
        .order_by(PluginState.plugin)
    )
    return {row.plugin: opened(row.community_id, row.id, row.settings or {}) for row in rows}


def opened(community_id: int, row_id: int, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values with the secrets in clear."""
    return {key: _open(value, _cell(community_id, row_id, key)) for key, value in stored.items()}


def _open(value: Any, cell: Cell) -> Any:
    if isinstance(value, dict) and set(value) == {SEALED}:
        return keyring().decrypt(b64decode(value[SEALED]), cell)
    return value


def _cell(community_id: int, row_id: int, key: str) -> Cell:
    return Cell("plugin_state", f"settings.{key}", community_id, row_id)
