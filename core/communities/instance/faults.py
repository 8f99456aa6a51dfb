"""Faults in an instance file, said so that the writer can mend them: which file, which key, what is allowed."""
from __future__ import annotations

import types
import typing
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from core.errors import Refused
from core.texts import gettext as _


class FileRefused(Refused):
    """An instance file is wrong; the text has one line per fault and nothing was applied."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


def fault(file: str, key: str, problem: str, allowed: str = "") -> str:
    """One line: file, key, what is wrong, what is allowed."""
    if allowed:
        return _("%(file)s：%(key)s：%(problem)s。允许：%(allowed)s。", file=file, key=key, problem=problem, allowed=allowed)
    return _("%(file)s：%(key)s：%(problem)s。", file=file, key=key, problem=problem)


def faults_of(file: str, model: type[BaseModel], error: ValidationError, at: str = "") -> list[str]:
    """The lines for one failed validation; `at` goes before each key (a line number of a table, say)."""
    lines = []
    for item in error.errors():
        loc = tuple(str(part) for part in item["loc"] if part != "[key]")
        key = at + (".".join(loc) or _("整个文件"))
        lines.append(fault(file, key, _problem(item), _allowed(model, loc, item)))
    return lines


def _problem(item: Any) -> str:
    kind, given = item["type"], item.get("input")
    if kind == "extra_forbidden" or (kind == "literal_error" and item["loc"][-1] == "[key]"):
        return _("没有这个键")
    if kind == "missing":
        return _("缺少这个键")
    if kind == "value_error":
        return str(item["ctx"]["error"])
    return _("不能是 %(value)s", value=_short(given))


def _short(value: Any) -> str:
    shown = f"“{value}”" if isinstance(value, str) else repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "…"


def _allowed(model: type[BaseModel], loc: tuple[str, ...], item: Any) -> str:
    """What the schema says about the place of the fault: the fields of a table, or the field's own description."""
    parent, here = _walk(model, loc[:-1]), loc[-1] if loc else ""
    if item["type"] == "extra_forbidden" and parent is not None:
        return "、".join(parent.model_fields)
    for depth in range(len(loc), 0, -1):
        owner = _walk(model, loc[: depth - 1])
        if owner is not None and loc[depth - 1] in owner.model_fields:
            return owner.model_fields[loc[depth - 1]].description or ""
    return "、".join(parent.model_fields) if parent is not None and not here else ""


def _walk(model: type[BaseModel] | None, loc: tuple[str, ...]) -> type[BaseModel] | None:
    """The model that stands at a path of keys, through tables of tables; None where the path leaves the schema."""
    annotation: Any = model
    for part in loc:
        found = _model(annotation)
        if found is not None:
            if part not in found.model_fields:
                return None
            annotation = found.model_fields[part].annotation
        elif typing.get_origin(annotation) is dict:
            annotation = typing.get_args(annotation)[1]
        else:
            return None
    return _model(annotation)


def _model(annotation: Any) -> type[BaseModel] | None:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        annotation = next(a for a in typing.get_args(annotation) if a is not type(None))
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
