"""A wrong file is refused with file, key and what is allowed."""
import pytest

from core.communities.instance.faults import FileRefused
from core.communities.instance.reader import all_slugs, read_instance

from .conftest import GOOD, HEAD

TOML, CSV = "instances/trial_town/community.toml", "instances/trial_town/buildings.csv"


def faults(app, files, slug=None):
    with app.app_context(), pytest.raises(FileRefused) as caught:
        read_instance(slug or files.slug)
    return caught.value.faults


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ('name = "试点社区"', 'nane = "试点社区"', ["name：缺少这个键", "nane：没有这个键。允许：name、name_en、tagline"]),
        ('name = "试点社区"', "name = 3", ["name：不能是 3。允许：社区的名称，最多 80 个字"]),
        ('phone = "0771-0550199"', 'phone = "call me"', ["hotline.phone：不能是 “call me”。允许：电话号码"]),
        ('phone = "0771-0550199"', 'fax = "1"', ["hotline.fax：没有这个键。允许：phone、name。"]),
        ("width = 300", "width = 3", ["plan.width：不能是 3。允许：整数，50 到 20000 米"]),
        ('resident = "街坊"', 'tenant = "街坊"', ["words.tenant：没有这个键。允许：可以改叫法的词：community、resident"]),
        ('resident = "街坊"', 'resident = { de = "x" }', ["words.resident.de：没有这个键。允许：zh、en。"]),
        ('01 = { name = "一网格" }', "01 = {}", ["grids.01.name：缺少这个键。允许：网格的名称，最多 40 个字"]),
        ('01 = { name = "一网格" }', '01 = { name = "一", colour = 13 }', ["grids.01.colour：不能是 13。允许：整数，1 到 12"]),
        ('tagline = "一起来"', 'timezone = "Mars/Olympus"', ["timezone：没有这个时区。允许：IANA 时区名"]),
        ('["desk.view", "people.view"]', '["desk view"]', ["roles.station_staff.permissions.0：不能是 “desk view”。允许：权限名"]),
        ('title = "站员"', 'title = "站员"\ncode_rule = "no"', ["roles.station_staff.code_rule：不能是 “no”。允许：off（自己决定）、steps"]),
        ("love_savings = {}", "love_savings = 1", ["plugins.love_savings：不能是 1。允许：插件名"]),
        ("[plugins]", '[look]\ncolour = "pink"\n[plugins]', ["look.colour：不能是 “pink”。允许：cinnabar、jade、azure、amber"]),
        (
            "[plugins]",
            "[demo]\nseed = 1\nhouseholds = 100\nresidents = 900\nvolunteers = 9\n"
            "resident_volunteers = 5\nunits = 1\nteams = 1\n[plugins]",
            ["demo：residents 要在 households 的 2 到 5 倍之间。允许：seed、households"],
        ),
    ],
)
def test_a_wrong_toml_names_file_key_and_what_is_allowed(app, files, old, new, wanted):
    files.change(old, new)
    found = faults(app, files)
    assert len(found) == len(wanted)
    for each in wanted:
        assert any(line.startswith(f"{TOML}：{each}") for line in found), found


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("1,1栋,09,,2,3,2,10,20", "第 2 行 grid：没有网格 09。允许：01、02。"),
        ("1,1栋,01,,2,3,2,400,20", "第 2 行 x：在图外。允许：0 到 300 米（plan 的范围）。"),
        ("1,1栋,01,,two,3,2,10,20", "第 2 行 entrances：不能是 “two”。允许：整数，1 到 20 个单元。"),
        ("1,1栋,01,,2,3,2,10,20,99", "第 2 行：多出了 1 格。允许：number、name"),
        ("1,1栋,01,,2,3,2,10", "第 2 行 y：缺少这个键。允许：整数，0 到 20000 米。"),
        ("1,1栋,01,,2,3,2,10,20\n1,又一栋,01,,2,3,2,10,20", "第 3 行 number：1 已经用过。允许：每栋一个号。"),
    ],
)
def test_a_wrong_table_names_line_column_and_what_is_allowed(app, files, line, wanted):
    files.write(GOOD, HEAD + line + "\n")
    (found,) = faults(app, files)
    assert found.startswith(f"{CSV}：{wanted}")


def test_a_table_full_of_faults_shows_the_first_twenty_and_counts_the_rest(app, files):
    lines = "".join(f"{number},{number}栋,09,,2,3,2,10,20\n" for number in range(1, 26))
    files.write(GOOD, HEAD + lines)
    found = faults(app, files)
    assert (len(found), found[-1]) == (21, "……另有 5 处")


def test_broken_toml_names_the_line(app, files):
    files.write("name = 新竹\n")
    (found,) = faults(app, files)
    assert found.startswith(f"{TOML}：写法：") and "line 1" in found


def test_a_missing_folder_names_those_that_exist(app, files):
    assert faults(app, files, "nowhere") == ["instances/nowhere/community.toml：nowhere：没有这个文件。允许：trial-town。"]


def test_a_reserved_address_is_refused(app, files):
    (found,) = faults(app, files, "platform")
    assert "platform：文件夹的名字不能用作地址。允许：小写字母、数字和 _" in found


def test_the_four_communities_are_described_without_a_fault(app):
    with app.app_context():
        counts = {slug: len(read_instance(slug).buildings) for slug in all_slugs()}
    assert counts == {"changcheng-garden": 28, "guangzhou-street": 14, "xinzhu": 101, "yinkai": 16}
