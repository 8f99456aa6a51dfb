"""The pages: for the worker at the desk, the helper and the person who is helped on the phone."""
from __future__ import annotations

from . import casefile, desk, helper, intake, match, person, signing
from .blueprint import pages

__all__ = ["pages", "casefile", "desk", "helper", "intake", "match", "person", "signing"]
