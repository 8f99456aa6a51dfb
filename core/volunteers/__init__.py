"""Volunteers: who helps, with what, when and from where; teams and units; what was served; who suits a need."""
