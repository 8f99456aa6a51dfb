"""Was written for an api that this site does not have."""
from core.api import Manifest

manifest = Manifest(name="from_the_future", title="来自未来", api=99)
