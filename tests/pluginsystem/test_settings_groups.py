"""A long settings form falls into groups by the classes that it is made of."""
from __future__ import annotations

from wtforms import Form, IntegerField, StringField

from core.pluginsystem.settings import folds_of, groups_of


class Fees(Form):
    class Meta:
        legend = "押金"

    deposit = IntegerField("押金")


class Shelf(Form):
    class Meta:
        legend = "书架"

    days = IntegerField("几天")
    limit = IntegerField("几本")


class Plain(Form):
    note = StringField("说明")


class Settings(Plain, Shelf, Fees):
    name = StringField("名称")


def named(form: Form) -> list[tuple[str, list[str]]]:
    return [(legend, [field.short_name for field in fields]) for legend, fields in groups_of(form)]


def test_each_base_class_with_a_legend_is_a_group_in_the_order_of_the_bases():
    assert named(Settings()) == [("", ["note", "name"]), ("书架", ["days", "limit"]), ("押金", ["deposit"])]


def test_a_form_without_legends_is_one_group_without_a_title():
    assert named(Plain()) == [("", ["note"])]


def test_a_field_that_is_declared_anew_stands_once_in_the_group_of_the_nearer_class():
    class Both(Fees, Shelf):
        class Meta:
            legend = "合起来"

        days = IntegerField("天数")

    assert named(Both()) == [("合起来", ["days"]), ("押金", ["deposit"]), ("书架", ["limit"])]


def test_the_first_titled_group_stands_open_and_any_whose_value_is_not_the_default():
    def stand(**values: object) -> list[bool]:
        defaults = {"note": "", "name": None, "days": 14, "limit": 3, "deposit": 0}
        return [stands_open for _legend, _fields, stands_open in folds_of(Settings(data={**defaults, **values}), defaults)]

    assert stand() == [False, True, False]
    assert stand(deposit=50) == [False, True, True]
    assert stand(note=None, name="") == [False, True, False]
