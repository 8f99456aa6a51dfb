"""Has one model that is whole and one that refers to a table which nobody has."""
from core.api import Manifest

manifest = Manifest(name="half_a_model", title="只有半个模型")
