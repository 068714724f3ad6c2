"""统计 put together: what profile tells of people and review of cases, as charts with their tables."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from shared.catalogue import CODE_LISTS
from shared.words import STATUS_WORDS
from web.reviewer.charts import Bar, Cell, Chart, Days
from web.reviewer.figure_words import UNKNOWN, WORDS, level_word, place_word, series_word, wait_word

Json = dict[str, Any]
Query = Mapping[str, str]
STATUSES = tuple(STATUS_WORDS["record"])
LEVELS = (*(code.code for code in CODE_LISTS["title_level"].entries), "")
MOST_BARS = 12
NO_TITLE = "none"  # as the list of cases calls it
NOTHING = {"count": 0, "overdue": 0, "median": None, "most": None}
NO_CASES = {"open": NOTHING, "decided": NOTHING}


@dataclass(frozen=True)
class Fact:
    """One number above the charts; with `href` a way to the list behind it."""

    word: str
    value: str
    href: str = ""


@dataclass(frozen=True)
class FigurePage:
    """Everything that the page and the sheet show."""

    scope: Json
    facts: list[Fact]
    people: list[Chart]
    cases: list[Chart]
    units: Chart
    unit_ids: list[str]
    next: str | None

    @property
    def charts(self) -> list[Chart]:
        """All of them, in the order of the page."""
        return [*self.people, *self.cases, *([self.units] if self.units.rows else [])]


def figure_page(people: Json, cases: Json, query: Query, days: tuple[date, date]) -> FigurePage:
    """The page of a scope; `query` is the filter that every way from here keeps."""
    waiting, decided = cases["open"], cases["decided"]
    facts = [
        Fact("人员", f"{people['people']} 人"),
        Fact("等待审核的件", f"{waiting['count']} 件", _cases(people["scope"], query, status="assigned")),
        Fact("其中已超期", f"{waiting['overdue']} 件", _cases(people["scope"], query, status="all", age="late")),
        Fact("已等待天数（中位数）", _days_word(waiting["median"])),
        Fact("期间办结", f"{decided['count']} 件", _cases(people["scope"], query, status="closed")),
        Fact("办结用时（中位数）", _days_word(decided["median"])),
    ]
    return FigurePage(
        scope=people["scope"],
        facts=facts,
        people=[
            *(_of_people(people, dimension, query) for dimension in ("status", "completeness")),
            _submitted(people, query, days),
            _titles(people, query),
            *(_of_people(people, dimension, query) for dimension in ("education", "age")),
        ],
        cases=[_waits(cases), _returned(cases), _load(cases)],
        units=_units(people, cases, query),
        unit_ids=[unit["id"] for unit in people["units"]],
        next=people["next"],
    )


def _of_people(people: Json, dimension: str, query: Query) -> Chart:
    title, word = WORDS[dimension]
    found = people[dimension]
    return Chart(
        key=dimension,
        title=f"人员{title}" if dimension == "status" else title,
        heads=(title, "人数", "占比"),
        rows=[
            [Cell(word(one["value"])), _behind(one["count"], dimension, one["value"], query), _share(one, people)]
            for one in found
        ],
        bars=[Bar(word(one["value"]), one["count"], one["value"] if dimension == "status" else "") for one in found],
    )


def _submitted(people: Json, query: Query, days: tuple[date, date]) -> Chart:
    counts = {date.fromisoformat(one["value"]): one["count"] for one in people["submitted"]}
    deadline = people.get("deadline")
    drawn = Days(*days, counts, date.fromisoformat(deadline) if deadline else None)
    return Chart(
        key="submitted",
        title="每日首次提交",
        heads=("日期", "人数"),
        rows=[[Cell(str(day)), _behind(count, "submitted", str(day), query)] for day, count in counts.items()],
        days=drawn,
        note=f"截止日期 {deadline}" if deadline else "",
    )


def _titles(people: Json, query: Query) -> Chart:
    counts = Counter({(one["series"], one["level"]): one["count"] for one in people["title"]})
    series: Counter[str] = Counter()
    for (name, _), count in counts.items():
        series[name] += count
    levels = [level for level in LEVELS if any(counts[one, level] for one in series)]
    return Chart(
        key="title",
        title="职称系列与级别",
        heads=("职称系列", *(level_word(level) if level else "—" for level in levels), "合计"),
        rows=[
            [
                Cell(series_word(name)),
                *(_of_level(counts[name, level], name, level, query) for level in levels),
                Cell(n),
            ]
            for name, n in series.most_common()
        ],
        bars=[Bar(series_word(name), count) for name, count in series.most_common(MOST_BARS)],
    )


def _of_level(count: int, series: str, level: str, query: Query) -> Cell:
    return _behind(count, "level", level or "-", {**query, "series": series or "-"})


def _waits(cases: Json) -> Chart:
    waiting, decided = cases["open"], cases["decided"]
    both = zip(waiting["bands"], decided["bands"], strict=True)
    rows = [[Cell(wait_word(one["value"])), Cell(one["count"]), Cell(other["count"])] for one, other in both]
    for word, name in (("中位数（天）", "median"), ("九成不超过（天）", "most")):
        rows.append([Cell(word), Cell(waiting[name]), Cell(decided[name])])
    return Chart(
        key="waits",
        title="等待时间",
        heads=("自提交起", "等待中的件", "期间办结的件"),
        rows=rows,
        bars=[Bar(wait_word(one["value"]), one["count"]) for one in waiting["bands"]],
        note="图中为等待中的件",
    )


def _returned(cases: Json) -> Chart:
    found = [(place_word(one["section"], one["field"]), one["count"]) for one in cases["returned"]]
    return Chart(
        key="returned",
        title="退回原因",
        heads=("指出的项目或字段", "件数"),
        rows=[[Cell(word), Cell(count)] for word, count in found],
        bars=[Bar(word, count) for word, count in found[:MOST_BARS]],
    )


def _load(cases: Json) -> Chart:
    lines = cases["reviewers"]
    return Chart(
        key="load",
        title="审核人工作量",
        heads=("审核人", "待审核", "已超期", "近 7 天已审", "近 30 天已审"),
        rows=[
            [Cell(line["name"]), *(Cell(line[name]) for name in ("open", "overdue", "decided_week", "decided_month"))]
            for line in lines
        ],
        bars=[Bar(line["name"] or "—", line["open"]) for line in lines[:MOST_BARS]],
        note="图中为各人待审核的件",
    )


def _units(people: Json, cases: Json, query: Query) -> Chart:
    of_cases = {unit["id"]: unit for unit in cases["units"]}
    return Chart(
        key="units",
        title="下级单位",
        heads=(
            "单位", "人员", *(STATUS_WORDS["record"][status] for status in STATUSES),
            "等待的件", "已超期", "已等待中位数/九成（天）", "办结", "用时中位数/九成（天）",
        ),
        rows=[_unit(unit, of_cases.get(unit["id"], NO_CASES), query) for unit in people["units"]],
    )  # fmt: skip


def _unit(unit: Json, cases: Json, query: Query) -> list[Cell]:
    there: Json = {**{name: value for name, value in query.items() if name != "alone"}, "unit_id": unit["id"]}
    waiting, decided = cases["open"], cases["decided"]
    return [
        Cell(unit["name"], url_for("figures.show", **there)),
        Cell(unit["people"]),
        *(_behind(unit["status"][status], "status", status, there) for status in STATUSES),
        _listed(waiting["count"], unit, query, status="assigned"),
        _listed(waiting["overdue"], unit, query, status="all", age="late"),
        Cell(_pair(waiting)),
        _listed(decided["count"], unit, query, status="closed"),
        Cell(_pair(decided)),
    ]


def _behind(count: int, dimension: str, value: str, query: Query) -> Cell:
    """A number of people, with the way to their list."""
    if not count:
        return Cell(0)
    kept: Json = dict(query)
    return Cell(count, url_for("figures.people", dimension=dimension, value=value, **kept))


def _listed(count: int, unit: Json, query: Query, **filters: str) -> Cell:
    """A number of cases, with the way to their list."""
    return Cell(count, _cases({"unit": unit}, query, **filters) if count else "")


def _cases(scope: Json, query: Query, **filters: str) -> str:
    """The address of the list of cases of a unit."""
    series = {"title_series": NO_TITLE if query["series"] == UNKNOWN else query["series"]} if "series" in query else {}
    wanted: Json = {"unit": scope["unit"]["id"], **filters, **series}
    return url_for("cases.listed", **wanted)


def _share(one: Json, people: Json) -> Cell:
    return Cell(f"{100 * one['count'] / people['people']:.0f}%" if people["people"] else "—")


def _pair(spread: Json) -> str | None:
    return None if spread["median"] is None else f"{spread['median']} / {spread['most']}"


def _days_word(days: int | None) -> str:
    return "—" if days is None else f"{days} 天"
