"""A folder of instance files that tests write themselves."""
from pathlib import Path

import pytest

from core.config import settings_of

GOOD = """
name = "试点社区"
name_en = "Trial"
tagline = "一起来"
[hotline]
phone = "0771-0550199"
[plan]
width = 300
height = 200
[words]
resident = "街坊"
[grids]
01 = { name = "一网格" }
02 = { name = "二网格" }
[roles.station_staff]
title = "站员"
permissions = ["desk.view", "people.view"]
[plugins]
love_savings = {}
not_here_yet = {}
"""
HEAD = "number,name,grid,address,entrances,floors,rooms_per_floor,x,y\n"
BUILDINGS = HEAD + "1,1栋,01,,2,3,2,10,20\n2,2栋,02,,1,4,3,100,120\n"


class Files:
    """The files of the community at /trial-town/."""

    slug = "trial-town"

    def __init__(self, folder: Path) -> None:
        self.toml, self.csv = folder / "community.toml", folder / "buildings.csv"
        folder.mkdir()
        self.write()

    def write(self, toml: str = GOOD, buildings: str = BUILDINGS) -> None:
        self.toml.write_text(toml, "utf-8")
        self.csv.write_text(buildings, "utf-8")

    def change(self, old: str, new: str) -> None:
        text = self.toml.read_text("utf-8")
        assert old in text
        self.toml.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def files(app, tmp_path, monkeypatch):
    monkeypatch.setattr(settings_of(app), "instances_dir", tmp_path)
    return Files(tmp_path / "trial_town")
