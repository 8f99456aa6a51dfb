"""What nobody can see is not taken as text, in whichever form it is sent."""
from __future__ import annotations

import pytest

from core.accounts.forms import LoginForm, RegisterForm
from core.communities.services import community_today
from core.console.profile import ProfileForm
from core.desk.forms import NewPersonForm, PersonForm
from core.forms import cleaned
from core.testing_accounts import csrf_of, sign_in_as
from plugins.micro_wish.forms import WishForm

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  张三　", "张三"),
        ("\x01\x02", ""),
        ("\u3164\u200b\ufeff", ""),
        ("张\u202e三\u2066四\u2069", "张三四"),
        ("a\x85b\x7fc\x9fd", "a bcd"),
        ("第一行\r\n第二行\t尾", "第一行 第二行 尾"),
        ("e\u0301", "\u00e9"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("\ufa18\U0002f80a", "\ufa18\U0002f80a"),  # NFC would write these names with other characters
        ("葛\U000e0100", "葛\U000e0100"),
        (f"一家{FAMILY}", f"一家{FAMILY}"),
        ("\u2764\ufe0f\u200d\U0001f525", "\u2764\ufe0f\u200d\U0001f525"),
        ("张\u200d三", "张三"),
        ("\ud800字", "字"),
    ],
)
def test_a_line_is_kept_as_it_is_seen(typed, kept):
    assert cleaned(typed) == kept


def test_a_text_keeps_its_lines_and_tabs():
    assert cleaned(" 一\r\n二\t三\x0b四\u202e\n", lines=True) == "一\n二\t三\n四"


def register():
    form = RegisterForm(meta={"csrf": False})
    form.offer_buildings([(1, "1栋")])
    return form


def new_person():
    return NewPersonForm(on=community_today(), meta={"csrf": False})


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (register, "name"),
        (new_person, "name"),
        (lambda: ProfileForm(meta={"csrf": False}), "name"),
        (lambda: WishForm(meta={"csrf": False}), "title"),
    ],
)
def test_forms_take_texts_clean_and_what_is_invisible_as_not_filled_in(app, inside, make, name):
    with app.test_request_context(method="POST", data={name: "花\u202e园\x02\u200b "}):
        assert make()[name].data == "花园"
    with app.test_request_context(method="POST", data={name: "\x01\u202e\u200b"}):
        form = make()
        assert not form.validate()
        assert form[name].data == "" and form[name].errors


def test_a_note_keeps_its_lines_and_a_password_every_character(app, inside):
    with app.test_request_context(method="POST", data={"note": "一\r\n二\u202e"}):
        assert PersonForm(meta={"csrf": False}).note.data == "一\n二"
    with app.test_request_context(method="POST", data={"password": " a\u200bb "}):
        assert LoginForm(meta={"csrf": False}).password.data == " a\u200bb "


def test_a_community_does_not_get_an_invisible_name(app, client, community):
    sign_in_as(app, client, community, "community_admin")
    answer = client.post("/console/profile", data={"csrf_token": csrf_of(client, "/console/profile"), "name": "\x01\u202e"})
    assert answer.status_code == 422 and "请填写这一项。" in answer.text
