"""Tries to end the whole process while it is imported."""
import sys

sys.exit(3)
