"""What runs is written back into files: applying them changes nothing, and a new community from them is the same."""
from __future__ import annotations

import shutil
import tomllib

import pytest
from sqlalchemy import select

from core.accounts.code_rules import set_code_rule
from core.accounts.roles import set_role_permission
from core.communities.instance.apply import apply, plan_for
from core.communities.instance.export import differences, export
from core.communities.models import Community
from core.communities.services import bump_version, community_by_slug, current_community
from core.kernel.actor import SYSTEM
from core.places.models import Place
from core.pluginsystem.lifecycle import configure, disable, enable
from core.tenancy.session import db, use

from .test_cli import run


@pytest.fixture
def town(app, files):
    """A community that was changed on the site in every way a file can say."""
    with app.app_context():
        apply(files.slug)
        found = community_by_slug(files.slug).id
        db.session.rollback()
        with use(found) as session:
            row = session.get_one(Community, found)
            row.tagline, row.hotline = "来了就做志愿者", "0771-0550200"
            row.words = {"grid": {"zh": "片区", "en": "Patch"}}
            set_role_permission("grid_worker", "people.edit", False, SYSTEM)
            set_role_permission("station_staff", "volunteers.view", True, SYSTEM)
            set_code_rule("station_staff", "steps", SYSTEM)
            session.add(Place(name="音乐教室", kind="room", capacity=20, position=10))
            configure(current_community(), "love_savings", {"offer_size": 5}, SYSTEM)
            enable(current_community(), "micro_wish", SYSTEM)
            disable(current_community(), "love_savings", SYSTEM)
            bump_version(found)
            session.commit()
        yield found


def exported(files, community_id, slug=None):
    """Export into the folder of an address, as the command does."""
    with use(community_id):
        export(slug or files.slug).write(files.toml.parent.parent / (slug or files.slug).replace("-", "_"))


def test_a_file_that_was_just_applied_does_not_differ(app, files):
    with app.app_context():
        apply(files.slug)
        found = community_by_slug(files.slug).id
        db.session.rollback()
        with use(found):
            assert differences(files.slug) == []
    assert run(app, "diff", files.slug).output == "和文件一样。\n"


def test_the_differences_name_each_key_with_both_values(app, files, town):
    told = run(app, "diff", files.slug)
    assert told.exit_code == 1
    assert set(told.output.splitlines()) >= {
        '- tagline: "一起来"', '+ tagline: "来了就做志愿者"',
        "- plugins.love_savings: true", "+ plugins.love_savings: false",
        "- plugins.love_savings.offer_size: 3", "+ plugins.love_savings.offer_size: 5",
        "+ plugins.micro_wish: true",
        "- roles.grid_worker.permissions.people.edit: true", "+ roles.grid_worker.permissions.people.edit: false",
        "+ roles.station_staff.permissions.volunteers.view: true",
        '- roles.station_staff.code_rule: ""', '+ roles.station_staff.code_rule: "steps"',
        '+ places.place_yin_yue_jiao_shi.name: "音乐教室"',
    }  # fmt: skip
    assert "tagline" in told.output and "name_en" not in told.output


def test_applying_what_was_exported_changes_nothing(app, files, town):
    exported(files, town)
    plan = plan_for(files.slug)
    assert plan.empty and not plan.kept
    apply(files.slug)
    with use(town):
        assert differences(files.slug) == []


def test_exporting_twice_gives_the_same_files(app, files, town):
    run(app, "export", files.slug, "--force")
    first = files.toml.read_bytes(), files.csv.read_bytes()
    run(app, "apply", files.slug, "--yes")
    told = run(app, "export", files.slug, "--force")
    assert told.output.splitlines() == [str(files.toml), str(files.csv)]
    assert (files.toml.read_bytes(), files.csv.read_bytes()) == first


def test_a_new_community_from_the_exported_files_is_the_same(app, files, town):
    exported(files, town, "second-town")
    apply("second-town")
    twin = community_by_slug("second-town").id
    db.session.rollback()
    found = []
    for community in (town, twin):
        with use(community):
            found.append(export("no-such-file"))
    assert found[0].tables == found[1].tables
    assert found[0].csv == found[1].csv
    with use(twin) as session:
        assert not current_community().enabled("love_savings") and current_community().enabled("micro_wish")
        assert session.scalars(select(Place.name)).all() == ["音乐教室"]


def test_the_demo_stays_in_the_file(app, files, town):
    demo = "\n[demo]\nseed = 7\nhouseholds = 10\nresidents = 25\nvolunteers = 5\nresident_volunteers = 4\n"
    files.write(files.toml.read_text("utf-8") + demo)
    run(app, "export", files.slug, "--force")
    assert tomllib.loads(files.toml.read_text("utf-8"))["demo"]["seed"] == 7


def test_the_exported_folder_is_chosen(app, files, town, tmp_path):
    told = run(app, "export", files.slug, "--into", str(tmp_path / "away"))
    assert told.exit_code == 0
    assert sorted(p.name for p in (tmp_path / "away").iterdir()) == ["buildings.csv", "community.toml"]
    shutil.rmtree(tmp_path / "away")


def test_an_unknown_community_is_named(app, files):
    told = run(app, "export", "nowhere")
    assert told.exit_code == 1 and "没有社区 nowhere" in told.output


def test_a_file_that_would_lose_something_is_not_written_over_unasked(app, files, town):
    before = files.toml.read_text("utf-8")
    asked = run(app, "export", files.slug, given="n\n")
    assert "community.toml" in asked.output and "已经有了，内容不一样。要换掉吗？" in asked.output
    assert files.toml.read_text("utf-8") == before
    assert run(app, "export", files.slug).exit_code == 1  # a script is not taken for a yes
    assert files.toml.read_text("utf-8") == before
    assert run(app, "export", files.slug, given="y\n").exit_code == 0
    after = files.toml.read_text("utf-8")
    assert after != before
    assert run(app, "export", files.slug).exit_code == 0  # nothing is lost, so nobody is asked
