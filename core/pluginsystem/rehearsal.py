"""Proves a plugin on objects that are thrown away: what does not survive here never reaches the site."""
from __future__ import annotations

import inspect
import json
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy
from flask import Blueprint, Flask
from wtforms import Form

from core.accounts.decorators import access_of
from core.accounts.permissions import PermissionBook
from core.kernel.facts import Fact
from core.pluginsystem import hookspecs
from core.pluginsystem.errors import TooNew, Unfit
from core.pluginsystem.manifest import SUPPORTED, Manifest
from core.pluginsystem.offers import Job
from core.pluginsystem.registry import Plugin
from core.texts import lazy_gettext as _l


def new_manager() -> pluggy.PluginManager:
    """A plugin manager that knows our hooks and nobody who implements them."""
    manager = pluggy.PluginManager("linli")
    manager.add_hookspecs(hookspecs)
    return manager


def check_manifest(plugin: Plugin) -> Manifest:
    """The manifest of the imported package; raises Unfit."""
    manifest = getattr(plugin.module, "manifest", None)
    if not isinstance(manifest, Manifest):
        raise Unfit(_l("它没有写明自己是什么：__init__.py 里缺少 manifest = Manifest(...)。"))
    if manifest.name != plugin.name:
        said = {"said": manifest.name, "found": plugin.name}
        raise Unfit(_l("它自称 %(said)s，却放在 %(found)s 的位置；请让两个名字一致。", **said))
    if manifest.api not in SUPPORTED:
        raise TooNew(
            _l("它是为第 %(api)s 版接口写的，这里支持的是第 %(ours)s 版；请换一个合适的版本。",
               api=manifest.api, ours="、".join(map(str, sorted(SUPPORTED))))
        )
    return manifest


def rehearse(plugin: Plugin, book: PermissionBook) -> None:
    """Register and mount the plugin on scratch objects; fills in what it declares; raises Unfit or its own errors."""
    assert plugin.hooks is not None and plugin.manifest is not None
    _check_hooks(plugin.name, plugin.hooks)
    _mount_on_scratch(plugin, book)
    plugin.form, plugin.defaults = _check_settings(_startup(plugin.hooks, "settings_form"))
    plugin.facts = _check_all(plugin, "facts", Fact)
    plugin.jobs = _check_all(plugin, "jobs", Job)


def _startup(hooks: ModuleType | None, name: str) -> Any:
    function = getattr(hooks, name, None)
    return function() if function is not None and hasattr(function, "linli_impl") else None


def _check_hooks(name: str, hooks: ModuleType) -> None:
    _check_names(hooks)
    manager = new_manager()
    try:
        manager.register(hooks, name=name)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        said = " ".join(str(error).split()).partition(" in plugin <")[0][:200]
        raise Unfit(_l("它的挂钩写得不对（%(error)s）；请对照 docs/plugins/hooks 改正。", error=said)) from error
    for caller in manager.get_hookcallers(manager.get_plugin(name)) or ():
        for impl in caller.get_hookimpls():
            if impl.hookwrapper or impl.wrapper or impl.tryfirst or impl.trylast:
                raise Unfit(_l("它的挂钩 %(hook)s 想包住或抢在别的插件前面，这是不允许的。", hook=caller.name))


def _check_names(hooks: ModuleType) -> None:
    """pluggy would find these too, but neither the name that was meant nor the arguments that there are."""
    known = {name: spec for name, spec in vars(hookspecs).items() if hasattr(spec, "linli_spec")}
    for name, function in vars(hooks).items():
        if not hasattr(function, "linli_impl"):
            continue
        hook = function.linli_impl["specname"] or name
        if hook not in known:
            near = get_close_matches(hook, known, 1)
            if near:
                raise Unfit(_l("没有挂钩 %(hook)s，是不是要写 %(near)s？全部挂钩见 docs/plugins/hooks。", hook=hook, near=near[0]))
            raise Unfit(_l("没有挂钩 %(hook)s；全部挂钩见 docs/plugins/hooks。", hook=hook))
        offered = inspect.signature(known[hook]).parameters
        strange = [each for each in inspect.signature(function).parameters if each not in offered]
        if strange:
            say = {"strange": "、".join(strange), "offered": "、".join(offered) or "—"}
            raise Unfit(_l("它的挂钩 %(hook)s 没有参数 %(strange)s；可以用的有：%(offered)s。", hook=hook, **say))


def _mount_on_scratch(plugin: Plugin, book: PermissionBook) -> None:
    scratch = Flask("rehearsal", static_folder=None)
    clean = _app_wide(scratch)
    endpoints = mount(scratch, plugin)
    if _app_wide(scratch) != clean:
        raise Unfit(_l("它想对整个网站生效（before_app_request、app_errorhandler 一类），这是不允许的。"))
    for rule in scratch.url_map.iter_rules():
        if not rule.rule.startswith(f"/{plugin.manifest.address}/"):  # type: ignore[union-attr]  # checked before
            raise Unfit(_l("它的网址 %(rule)s 不在自己的目录下。", rule=rule.rule))
    for blueprint in scratch.blueprints.values():
        _check_templates(plugin, blueprint)
    for endpoint in sorted(endpoints):
        _check_access(plugin, endpoint, scratch.view_functions[endpoint], book)


def mount(app: Flask, plugin: Plugin) -> frozenset[str]:
    """Register the plugin's blueprint under its own name and address; returns the endpoints that came with it."""
    before = set(app.view_functions)
    blueprint = _startup(plugin.hooks, "blueprint")
    if blueprint is None:
        return frozenset()
    if not isinstance(blueprint, Blueprint):
        raise Unfit(_l("它的 blueprint() 没有返回 Flask 的 Blueprint。"))
    for kind in ("template_folder", "static_folder"):
        folder = kind.partition("_")[0] + ("s" if kind.startswith("template") else "")
        if getattr(blueprint, kind) is None and plugin.folder and (plugin.folder / folder).is_dir():
            setattr(blueprint, kind, str(plugin.folder / folder))
    assert plugin.manifest is not None
    app.register_blueprint(blueprint, name=plugin.name, url_prefix=f"/{plugin.manifest.address}")
    return frozenset(set(app.view_functions) - before)


def _app_wide(app: Flask) -> Any:
    """Everything in an app that acts on requests of others: what a blueprint must leave as it was."""
    tables = (
        app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs, app.url_value_preprocessors,
        app.url_default_functions, app.template_context_processors, app.error_handler_spec,
    )
    jinja = (app.jinja_env.filters, app.jinja_env.globals, app.jinja_env.tests)
    handlers = {code: dict(by) for code, by in app.error_handler_spec.get(None, {}).items() if by}
    return [len(t.get(None, ())) for t in tables[:-1]], handlers, [sorted(names) for names in jinja]


def _check_templates(plugin: Plugin, blueprint: Blueprint) -> None:
    for folder in getattr(blueprint.jinja_loader, "searchpath", ()):
        path = Path(folder)
        inside = plugin.folder is not None and path.resolve().is_relative_to(plugin.folder.resolve())
        strangers = sorted(p.name for p in path.iterdir() if p.name != plugin.name) if path.is_dir() else []
        if not inside or strangers:
            raise Unfit(
                _l("它的模板必须全部放在 templates/%(name)s/ 里，那里以外还有：%(strangers)s。",
                   name=plugin.name, strangers="、".join(strangers) or folder)
            )


def _check_access(plugin: Plugin, endpoint: str, view: Any, book: PermissionBook) -> None:
    access = access_of(endpoint, view)
    if access is None:
        raise Unfit(
            _l("它的页面 %(endpoint)s 没有写明谁可以打开；请加上 @require、@signed_in 或 @public。", endpoint=endpoint)
        )
    own = {p.name for p in plugin.manifest.permissions} if plugin.manifest else set()
    core = {p.name for p in book.of("core")}
    if access.permission and access.permission not in own | core:
        raise Unfit(
            _l("它的页面 %(endpoint)s 要求权限 %(permission)s，但 manifest 里没有声明它。",
               endpoint=endpoint, permission=access.permission)
        )
    if access.realm != "community" and not endpoint.endswith(".static"):
        raise Unfit(_l("它的页面 %(endpoint)s 想在社区以外打开，这是不允许的。", endpoint=endpoint))


def _check_settings(form: Any) -> tuple[type[Form] | None, dict[str, Any]]:
    if form is None:
        return None, {}
    if not isinstance(form, type) or not issubclass(form, Form):
        raise Unfit(_l("它的 settings_form() 没有返回 WTForms 的表单类。"))
    scratch = Flask("rehearsal", static_folder=None)
    scratch.secret_key = "scratch"  # noqa: S105 -- a form of Flask-WTF wants one
    with scratch.test_request_context():
        values = form(meta={"csrf": False}).data
    for key, value in values.items():
        try:
            json.dumps(value)
        except TypeError as error:
            raise Unfit(_l("它的设置项 %(key)s 的默认值不能存成 JSON。", key=key)) from error
    return form, values


def _check_all(plugin: Plugin, hook: str, kind: type[Any]) -> tuple[Any, ...]:
    answers = tuple(_startup(plugin.hooks, hook) or ())
    for answer in answers:
        if not isinstance(answer, kind) or (kind is Fact and not answer.name.startswith(f"{plugin.name}.")):
            raise Unfit(_l("它的 %(hook)s() 里有一项不合规则：%(answer)s。", hook=hook, answer=repr(answer)))
    return answers
