"""Has the name of a plugin that is there already."""
from core.api import Manifest

manifest = Manifest(name="hello", title="冒名的你好")
