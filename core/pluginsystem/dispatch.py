"""The only way in which core calls plugins: per community, each plugin by itself, so that one that fails fails alone.

`ask` collects answers, `veto` asks for permission and takes a failure for a no, `tell` brings news in a savepoint per
plugin. Calls are measured afterwards; what fails or is slow is counted and the admin is told.
"""
from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

from flask import has_request_context, request

from core.communities.state import CommunityState
from core.errors import LinliError, Refused
from core.pluginsystem.answers import check_answers
from core.pluginsystem.errors import PluginFailed
from core.pluginsystem.health import SLOW_SECONDS, TOLD_SECONDS
from core.pluginsystem.hookspecs import PRIVACY
from core.pluginsystem.problems import SLOW, note
from core.pluginsystem.registry import plugins_of
from core.tenancy.session import db, lent
from core.texts import gettext as _

log = logging.getLogger("linli.plugins")
_SAFE = ("GET", "HEAD", "OPTIONS")
# Hooks that nobody waits for with a page open.
_UNHURRIED = ("demo_data", "on_event", "examples")


def ask(hook: str, community: CommunityState, **values: Any) -> list[Any]:
    """All answers of the plugins that are on here, one flat list; failures are noted and left out."""
    return [answer for _name, answers in ask_each(hook, community, **values) for answer in answers]


def ask_each(hook: str, community: CommunityState, **values: Any) -> Iterator[tuple[str, list[Any]]]:
    """Like `ask`, plugin by plugin with its name."""
    for name, call in _calls(hook, community, values):
        answers = _guarded(hook, community, name, _checked(hook, call))
        if answers is not None:
            yield name, answers


def _checked(hook: str, call: Callable[[], Any]) -> Callable[[], list[Any] | None]:
    """The call, with its answer as a list of what the hook asks for; a wrong piece is the plugin's failure."""

    def checked() -> list[Any] | None:
        answer = call()
        if answer is None:
            return None
        answers = list(answer) if isinstance(answer, (list, tuple)) else [answer]
        check_answers(hook, answers)
        return answers

    return checked


def veto(hook: str, community: CommunityState, **values: Any) -> None:
    """Raises Refused with the first plugin's sentence against it, also when a plugin fails to answer."""
    for name, call in _calls(hook, community, values, resting=True):
        try:
            sentence = _measured(hook, community, name, call)
        except Exception as error:
            failed(hook, community, name, error)
            raise Refused(_no_answer(name)) from error
        if sentence:
            raise Refused(str(sentence))


def objections(hook: str, community: CommunityState, **values: Any) -> dict[str, str]:
    """Plugin -> its sentence against it, of all that have one, on or off; a failure counts as one.

    A failure takes back what was not committed: write nothing that has to outlast an objection.
    """
    found = {}
    for name, call in list(_calls(hook, None, {**values, "community": community})):
        try:
            sentence = _measured(hook, community, name, call)
        except Exception as error:
            db.session.rollback()
            failed(hook, community, name, error)
            sentence = _no_answer(name)
        if sentence:
            found[name] = str(sentence)
    return found


def _no_answer(name: str) -> str:
    title = plugins_of().by_name[name].title
    return _("%(title)s现在答不上来能不能这样做，请稍后再试或联系平台运维人员。", title=title)


def tell(hook: str, community: CommunityState, *, only: str | None = None, **values: Any) -> None:
    """Bring news, to `only` one plugin if named; what a failing plugin wrote is undone by its own savepoint."""
    for name, call in _calls(hook, community, values):
        if only not in (None, name):
            continue
        try:
            with db.session.begin_nested():
                _measured(hook, community, name, call)
        except Exception as error:
            failed(hook, community, name, error)


def ask_privacy(hook: str, community: CommunityState, **values: Any) -> dict[str, Any]:
    """Answers by plugin of all that keep personal data, on or off.

    Raises PluginFailed, which names the first one that fails or refuses: the caller rolls everything back.
    """
    if hook not in (*PRIVACY, "must_keep"):
        raise ValueError(f"{hook} is not a privacy hook")
    answers = {}
    for name, call in list(_calls(hook, None, {**values, "community": community})):
        try:
            with lent(db.session()):
                answers[name] = call()
        except Refused as refusal:
            title = plugins_of().by_name[name].title
            raise PluginFailed(_("%(title)s：%(said)s", title=title, said=refusal)) from refusal
        except Exception as error:
            failed(hook, community, name, error)
            title = plugins_of().by_name[name].title
            said = _("%(title)s出错了，什么也没有做。请联系平台运维人员修好它，再办一次。", title=title)
            raise PluginFailed(said) from error
    return answers


def tell_one(hook: str, community: CommunityState, plugin: str, **values: Any) -> Any:
    """Call one plugin, on or off, and let its failure reach the caller."""
    for impl in _implementations(hook):
        if impl.plugin_name == plugin:
            return _bound(impl, {**values, "community": community})()
    return None


def _implementations(hook: str) -> list[Any]:
    # pluggy's own call stops at the first exception, so implementations are called one by one; oldest first.
    return list(getattr(plugins_of().manager.hook, hook).get_hookimpls())


def _bound(impl: Any, values: dict[str, Any]) -> Callable[[], Any]:
    return lambda: impl.function(*(values[name] for name in impl.argnames))


def _calls(
    hook: str, community: CommunityState | None, values: dict[str, Any], *, resting: bool = False
) -> Iterator[tuple[str, Callable[[], Any]]]:
    plugins = plugins_of()
    if community is not None:
        values = {**values, "community": community}
    for impl in _implementations(hook):
        name = impl.plugin_name
        on = community is None or community.enabled(name)
        if on and plugins.is_ready(name) and (resting or community is None or not plugins.health.rests(name)):
            yield name, _bound(impl, values)


def _guarded(hook: str, community: CommunityState, name: str, call: Callable[[], Any]) -> Any:
    # While a page is only read there is nothing to lose by rolling back; otherwise a savepoint keeps core's work.
    if has_request_context() and request.method in _SAFE:
        try:
            return _measured(hook, community, name, call)
        except Exception as error:
            db.session.rollback()
            failed(hook, community, name, error)
            return None
    try:
        with db.session.begin_nested():
            return _measured(hook, community, name, call)
    except Exception as error:
        failed(hook, community, name, error)
        return None


def _measured(hook: str, community: CommunityState, name: str, call: Callable[[], Any]) -> Any:
    begun = time.perf_counter()
    with lent(db.session()):
        answer = call()
    took = time.perf_counter() - begun
    if took > SLOW_SECONDS and hook not in _UNHURRIED:
        log.warning("plugin %s took %.0f ms in %s", name, took * 1000, hook)
        plugins_of().health.failed(name)
        if took > TOLD_SECONDS:
            note(community, name, SLOW + hook, _("它回答得太慢（%(ms)d 毫秒），页面要等它。", ms=took * 1000))
    return answer


def failed(hook: str, community: CommunityState, name: str, error: Exception) -> None:
    """Log a plugin's failure, count it, and note it for the admin."""
    log.exception("plugin %s failed in %s for community %s", name, hook, community.slug, exc_info=error)
    if plugins_of().health.failed(name):
        log.error("plugin %s failed too often and rests in this process", name)
    kind = "" if isinstance(error, LinliError) else f"{type(error).__name__}: "
    said = kind + " ".join(str(error).split())[:200]
    note(community, name, hook, _("它在 %(hook)s 中出错了：%(error)s", hook=hook, error=said))
