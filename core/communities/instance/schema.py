"""What `community.toml` and `buildings.csv` may say; each field's description is the "allowed" part of its error."""
from __future__ import annotations

from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from core.communities.hotline import PATTERN
from core.communities.words import TERMS

COLOURS = ("cinnabar", "jade", "azure", "amber")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("没有这个时区")
    return value


def some_text(allowed: str, longest: int, default: Any = ...) -> Any:
    """A field of text of at most `longest` characters, required unless it has a default."""
    shortest = 1 if default is ... else 0
    return Field(default, min_length=shortest, max_length=longest, description=f"{allowed}，最多 {longest} 个字")


def whole(low: int, high: int, default: Any = ..., unit: str = "") -> Any:
    """A whole number from `low` to `high`."""
    return Field(default, ge=low, le=high, description=f"整数，{low} 到 {high}{unit}")


class Hotline(Strict):
    phone: str = Field("", pattern=PATTERN, description="电话号码：数字、空格、+ 和 -，至少 3 位，分机写在“转”后面")
    name: str = some_text("接电话的人或岗位", 40, "")


class Plan(Strict):
    width: int = whole(50, 20_000, 1000, " 米")
    height: int = whole(50, 20_000, 1000, " 米")


class Look(Strict):
    colour: Literal["cinnabar", "jade", "azure", "amber"] = Field("cinnabar", description="、".join(COLOURS))
    mark: str = Field("heart-handshake", pattern=r"^[a-z][a-z0-9-]{1,39}$", description="图标名：小写字母、数字和 -")
    headline: str = some_text("首页的大标题", 40, "")
    lead: str = some_text("大标题下面的一两句话", 160, "")


class Word(Strict):
    zh: str = some_text("中文叫法", 20, "")
    en: str = some_text("英文叫法", 40, "")


class Grid(Strict):
    name: str = some_text("网格的名称", 40)
    colour: int = Field(1, ge=1, le=12, description="整数，1 到 12（图上的颜色）")


class Place(Strict):
    name: str = some_text("场地的名称", 40)
    kind: Literal["room", "hall", "garden", "stage", "sports"] = Field(
        "room", description="room（房间）、hall（大厅）、garden（花园）、stage（舞台）、sports（运动场地）"
    )
    capacity: int = whole(0, 9999, 0, " 人（0 表示不限）")
    setup_minutes: int = whole(0, 240, 0, " 分钟")
    cleanup_minutes: int = whole(0, 240, 0, " 分钟")


def _named_once(places: dict[str, Place]) -> dict[str, Place]:
    names = [place.name for place in places.values()]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"名称重复：{'、'.join(twice)}")
    return places


class Role(Strict):
    title: str = some_text("角色的名称", 40)
    code_rule: Literal["off", "steps", "always"] | None = Field(
        None, description="off（自己决定）、steps（办重要的事时必须有）、always（登录必须有）"
    )
    permissions: tuple[Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")], ...] = Field(
        (), description='权限名的列表，如 ["people.view"]'
    )
    without: tuple[Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")], ...] = Field(
        (), description='默认就有、在这里收回的权限，如 ["people.view"]'
    )


class Aid(Strict):
    low_income: int = whole(0, 100_000, 0, " 户")
    disabled: int = whole(0, 100_000, 0, " 户")
    empty_nest: int = whole(0, 100_000, 0, " 户")
    aged: int = whole(0, 100_000, 0, " 户")


class Demo(Strict):
    seed: int = whole(1, 2**31)
    households: int = whole(10, 100_000, unit=" 户")
    residents: int = whole(10, 500_000, unit=" 人")
    volunteers: int = whole(4, 100_000, unit=" 人")
    resident_volunteers: int = whole(4, 100_000, unit=" 人")
    units: int = whole(0, 500, unit=" 家")
    teams: int = whole(0, 60, unit=" 支")
    aid: Aid = Field(Aid(), description="low_income、disabled、empty_nest、aged 四个户数")

    @model_validator(mode="after")
    def _possible(self) -> Demo:
        if not 2 * self.households <= self.residents <= 5 * self.households:
            raise ValueError("residents 要在 households 的 2 到 5 倍之间")
        if self.resident_volunteers > min(self.volunteers, self.residents // 3):
            raise ValueError("resident_volunteers 不能多于 volunteers，也不能多于 residents 的三分之一")
        if sum(self.aid.model_dump().values()) > self.households // 2:
            raise ValueError("四类帮扶户之和不能多于 households 的一半")
        return self


class Building(Strict):
    number: int = whole(1, 9999)
    name: str = some_text("楼栋的名称", 40)
    grid: str = Field(pattern=r"^[A-Za-z0-9-]{1,10}$", description="[grids] 里的一个编号")
    address: str = some_text("地址", 120, "")
    entrances: int = whole(1, 20, unit=" 个单元")
    floors: int = whole(1, 99, unit=" 层")
    rooms_per_floor: int = whole(1, 30, unit=" 户（每单元每层）")
    x: int = whole(0, 20_000, unit=" 米")
    y: int = whole(0, 20_000, unit=" 米")


Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,10}$")]
Term = Literal[tuple(TERMS)]  # type: ignore[valid-type]  # the table is the one list of terms


class CommunityFile(Strict):
    name: str = some_text("社区的名称", 80)
    name_en: str = some_text("英文名称", 80, "")
    tagline: str = some_text("一句话", 120, "")
    address: str = some_text("地址", 200, "")
    opening_hours: str = some_text("服务时间", 120, "")
    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        "Asia/Shanghai", description="IANA 时区名，如 Asia/Shanghai、Asia/Urumqi"
    )
    position: int = whole(0, 9999, 100)
    hotline: Hotline = Field(Hotline(), description="phone 和 name")
    plan: Plan = Field(Plan(), description="width 和 height，单位米")
    look: Look = Field(Look(), description="colour、mark、headline、lead")
    words: dict[Term, Word] = Field(default_factory=dict, description="可以改叫法的词：" + "、".join(TERMS))
    grids: dict[Code, Grid] = Field(default_factory=dict, description="编号（字母、数字和 -）= { name, colour }")
    places: Annotated[dict[Key, Place], AfterValidator(_named_once)] = Field(
        default_factory=dict,
        description="键（小写字母、数字和 _）= { name, kind, capacity, setup_minutes, cleanup_minutes }，名称各不相同",
    )
    roles: dict[Key, Role] = Field(default_factory=dict, description="角色 = { title, code_rule, permissions, without }")
    plugins: dict[Key, dict[Key, Any]] = Field(default_factory=dict, description="插件名（小写字母、数字和 _）= { 设置 }")
    demo: Demo | None = Field(None, description="seed、households、residents、volunteers、resident_volunteers、units、teams、aid")
