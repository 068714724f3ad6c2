"""Rules about all entries of a section together. Each is a small piece of data that a section lists under `rules`."""

# ruff: noqa: D102 - what a rule looks for stands with its class; it has no other method.

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shared.catalogue.checks import months
from shared.catalogue.codes import CODE_LISTS
from shared.catalogue.model import Entry, Finding, Problem, Section, Severity


@dataclass(frozen=True)
class ExactlyOne:
    """Exactly one entry says yes to a field."""

    field: str

    def __call__(self, section: Section, entries: Sequence[Entry]) -> Iterator[Problem]:
        label = section.by_key[self.field].label
        chosen = [index for index, entry in enumerate(entries) if entry.get(self.field) is True]
        if entries and not chosen:
            message = f"{section.title}中应有一条的「{label}」选择「是」"
            yield section.problem(Finding("none_chosen", message), entry=0, field=self.field)
        for index in chosen[1:]:
            message = f"{section.title}中只能有一条的「{label}」选择「是」，第 {chosen[0] + 1} 条已选择"
            yield section.problem(Finding("several_chosen", message), entry=index, field=self.field)


@dataclass(frozen=True)
class OneOpenEnd:
    """At most one entry goes on until today."""

    field: str

    def __call__(self, section: Section, entries: Sequence[Entry]) -> Iterator[Problem]:
        label = section.by_key[self.field].label
        still_open = [index for index, entry in enumerate(entries) if not entry.get(self.field)]
        for index in still_open[1:]:
            message = f"只能有一条的「{label}」空着表示至今，第 {still_open[0] + 1} 条已空着，请填写这一条的{label}"
            yield section.problem(Finding("several_open", message), entry=index, field=self.field)


@dataclass(frozen=True)
class Distinct:
    """Two entries alike in these fields are probably one entered twice."""

    fields: tuple[str, ...]
    severity: Severity = Severity.WARNING

    def __call__(self, section: Section, entries: Sequence[Entry]) -> Iterator[Problem]:
        first: dict[tuple[object, ...], int] = {}
        labels = "、".join(section.by_key[field].label for field in self.fields)
        for index, entry in enumerate(entries):
            if not all(entry.get(field) for field in self.fields):
                continue
            same = first.setdefault(tuple(entry[field] for field in self.fields), index)
            if same != index:
                message = f"与第 {same + 1} 条的{labels}相同，请核对是否重复填写"
                found = Finding("duplicate", message, self.severity)
                yield section.problem(found, entry=index, field=self.fields[0])


@dataclass(frozen=True)
class AtMost:
    """No more than so many entries say yes to a field."""

    field: str
    most: int

    def __call__(self, section: Section, entries: Sequence[Entry]) -> Iterator[Problem]:
        chosen = [index for index, entry in enumerate(entries) if entry.get(self.field) is True]
        for index in chosen[self.most :]:
            message = f"最多有 {self.most} 条选「是」，现在是 {len(chosen)} 条"
            yield section.problem(Finding("too_many_chosen", message), entry=index, field=self.field)


@dataclass(frozen=True)
class YearlyHours:
    """The hours of each year reach what the province asks for: in all, and of certain kinds."""

    year: str
    hours: str
    kind: str
    total: int
    of_kind: tuple[tuple[str, int], ...] = ()

    def __call__(self, section: Section, entries: Sequence[Entry]) -> Iterator[Problem]:
        years: dict[int, list[int]] = {}
        for index, entry in enumerate(entries):
            if entry.get(self.year) and entry.get(self.hours):
                years.setdefault(entry[self.year], []).append(index)
        names = CODE_LISTS[section.by_key[self.kind].codes]
        for year, places in sorted(years.items()):
            chosen = [entries[place] for place in places]
            short = [(f"{names.name_of(code)}", least, self._sum(chosen, code)) for code, least in self.of_kind]
            for name, least, hours in (("合计", self.total, self._sum(chosen)), *short):
                if hours < least:
                    message = f"{year} 年度{name} {hours} 学时，要求不少于 {least} 学时，请核对是否漏填"
                    yield warning(section, places[0], self.hours, "too_few_hours", message)

    def _sum(self, entries: Sequence[Entry], code: str = "") -> Decimal:
        hours = (Decimal(entry[self.hours]) for entry in entries if not code or entry.get(self.kind) == code)
        return sum(hours, Decimal(0))


@dataclass(frozen=True)
class YearsInARow:
    """The last years are all there, up to the newest that is."""

    year: str
    number: int

    def __call__(self, section: Section, entries: Sequence[Entry]) -> Iterator[Problem]:
        years = {entry[self.year]: index for index, entry in reversed(list(enumerate(entries))) if entry.get(self.year)}
        newest = max(years, default=0)
        missing = [str(year) for year in range(newest - self.number + 1, newest) if year not in years]
        if newest and missing:
            message = f"近 {self.number} 年中缺少 {'、'.join(missing)} 年度，请核对，确实没有的在备注中说明"
            yield warning(section, years[newest], self.year, "years_missing", message)


@dataclass(frozen=True)
class Continuous:
    """Times follow each other without a long gap and without overlap; an empty end means until today."""

    start: str
    end: str
    gap: int

    def __call__(self, section: Section, entries: Sequence[Entry]) -> Iterator[Problem]:
        dated = [
            (entry[self.start], entry.get(self.end) or "", index)
            for index, entry in enumerate(entries)
            if entry.get(self.start)
        ]
        dated.sort(key=lambda span: (span[0], span[1] or "9999-12"))
        latest, before = "", 0
        for start, end, index in dated:
            if latest and months(start) - months(latest) - 1 > self.gap:
                message = f"与上一段经历（第 {before + 1} 条，至 {latest}）之间间隔超过 {self.gap} 个月，请核对是否漏填"
                yield warning(section, index, self.start, "gap", message)
            elif latest and start < latest:
                until = "至今" if latest == "9999-12" else f"至 {latest}"
                yield warning(section, index, self.start, "overlap", f"与第 {before + 1} 条({until})时间重叠，请核对")
            if (end or "9999-12") > latest:
                latest, before = end or "9999-12", index


@dataclass(frozen=True)
class HighestMarked:
    """The entry marked as the highest is the highest by the order of these codes."""

    field: str
    mark: str
    order: tuple[str, ...]

    def __call__(self, section: Section, entries: Sequence[Entry]) -> Iterator[Problem]:
        ranks = [
            self.order.index(entry[self.field]) if entry.get(self.field) in self.order else len(self.order)
            for entry in entries
        ]
        for index, entry in enumerate(entries):
            if entry.get(self.mark) is True and ranks[index] > min(ranks):
                higher = ranks.index(min(ranks))
                label = section.by_key[self.mark].label
                message = f"第 {higher + 1} 条的{section.by_key[self.field].label}更高，请核对哪一条是{label}"
                yield warning(section, index, self.mark, "not_highest", message)


@dataclass(frozen=True)
class CurrentIsHighest:
    """The entry marked as the current one has no higher one (a smaller code) beside it in the same series."""

    mark: str
    level: str
    series: str

    def __call__(self, section: Section, entries: Sequence[Entry]) -> Iterator[Problem]:
        for index, current in enumerate(entries):
            if current.get(self.mark) is not True or not current.get(self.level):
                continue
            alike = (place for place, entry in enumerate(entries) if entry.get(self.series) == current.get(self.series))
            higher = next((place for place in alike if entries[place].get(self.level, "9") < current[self.level]), None)
            if higher is not None:
                label = section.by_key[self.mark].label
                message = f"同一系列中第 {higher + 1} 条的级别更高，请核对哪一条是{label}"
                yield warning(section, index, self.mark, "not_highest", message)


def warning(section: Section, entry: int, field: str, code: str, message: str) -> Problem:
    """A warning about a field of an entry."""
    return section.problem(Finding(code, message, Severity.WARNING), entry=entry, field=field)
