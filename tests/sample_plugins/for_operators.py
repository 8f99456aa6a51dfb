"""A good plugin that only the operator may switch."""
from core.api import Manifest

manifest = Manifest(name="for_operators", title="平台专管", restricted=True)
