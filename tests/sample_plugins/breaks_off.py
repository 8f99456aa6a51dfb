"""Asks for a consent and then falls over: what it wanted to ask is forgotten with it."""
from core.api import Manifest, Purpose, hookimpl

manifest = Manifest(name="breaks_off", title="半途而废", purposes=(Purpose("breaks_off.ink", "笔墨", "1", "我同意借出笔墨。"),))


@hookimpl
def blueprint():
    raise RuntimeError("the ink is dry")
