"""`flask community` speaks in plans and figures."""
import json

from .conftest import GOOD


def run(app, *arguments, given=None):
    return app.test_cli_runner().invoke(args=["community", *arguments], input=given)


def test_apply_shows_its_plan_and_asks(app, files):
    told = run(app, "apply", files.slug, given="n\n")
    assert told.exit_code == 0 and "计划：trial-town（新建社区）" in told.output
    assert "! 未安装：plugins.not_here_yet" in told.output and "没有改动。" in told.output
    assert run(app, "list").output == ""
    assert "已应用。" in run(app, "apply", files.slug, "--yes").output
    assert run(app, "list").output == "/trial-town/\t试点社区\tTrial\n"
    assert "没有要改的。" in run(app, "apply", files.slug, "--yes").output


def test_a_wrong_file_ends_with_its_faults(app, files):
    files.write(GOOD.replace("name_en", "name_de"))
    told = run(app, "apply", files.slug, "--yes")
    assert told.exit_code == 1
    assert "instances/trial_town/community.toml：name_de：没有这个键。允许：name、name_en" in told.output


def test_facts_are_one_json_object(app, files):
    run(app, "apply", files.slug, "--yes")
    found = json.loads(run(app, "facts", files.slug, "--json").output)
    assert set(found) == {
        "buildings", "households", "residents", "volunteers", "resident_volunteers", "units", "teams", "grids", "aid",
        "plugins",
    }
    assert found["buildings"] == 2 and found["grids"] == 2 and found["residents"] == 0
    assert found["aid"] == {"low_income": 0, "disabled": 0, "empty_nest": 0, "aged": 0}
    assert set(found["plugins"]["love_savings"]) >= {"cards", "minutes_in", "minutes_out", "requests", "confirmed"}
    assert json.loads(run(app, "facts", files.slug, "--year", "2015", "--json").output)["buildings"] == 2


def test_facts_of_an_unknown_community_name_the_known_ones(app, community):
    told = run(app, "facts", "nowhere")
    assert told.exit_code == 1 and "没有社区 nowhere。现有：xinzhu-test。" in told.output
