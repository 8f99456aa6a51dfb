"""The fixed lists of the register, key to title, in the order in which forms show them."""
from __future__ import annotations

from core.texts import lazy_gettext as _l

SEXES = {"f": _l("女"), "m": _l("男"), "": _l("未填")}

RELATIONS = {
    "head": _l("户主"),
    "spouse": _l("配偶"),
    "child": _l("子女"),
    "parent": _l("父母"),
    "grandchild": _l("孙子女"),
    "grandparent": _l("祖父母"),
    "sibling": _l("兄弟姐妹"),
    "in_law": _l("女婿或儿媳"),
    "relative": _l("其他亲属"),
    "tenant": _l("租客"),
    "carer": _l("护工或保姆"),
    "other": _l("其他"),
}

AID_CATEGORIES = {
    "low_income": _l("低保"),
    "disabled": _l("残疾"),
    "empty_nest": _l("空巢孤寡"),
    "aged": _l("高龄"),
}

END_REASONS = {
    "moved_away": _l("搬离社区"),
    "moved_inside": _l("社区内搬迁"),
    "deceased": _l("去世"),
    "mistake": _l("登记有误"),
}

GUARDIAN_RELATIONS = {
    "mother": _l("母亲"),
    "father": _l("父亲"),
    "grandparent": _l("祖父母或外祖父母"),
    "sibling": _l("成年的兄姐"),
    "relative": _l("其他亲属"),
    "other": _l("其他监护人"),
}
