"""Codes that a system administrator adds while the system runs, beside those that come with the program.

Profile keeps them; every process that checks or shows records is told of them by `CODE_LISTS.take`. A code once added
stays for ever, because records hold it; it can only stop being offered. Codes of additions begin with an X, which no
standard has.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from shared.catalogue.codes.model import Code, CodeList
from shared.catalogue.codes.titles import LEVEL_OF, SERIES_OF, TITLE_SERIES

EXTENSIBLE = {
    "title": "资格名称",
    "degree": "学位",
    "study_form": "学习形式",
    "obtain_way": "取得方式",
    "training": "继续教育类型",
    "certificate": "证书类型",
    "indexing": "收录情况",
    "book": "著作类型",
    "project": "项目类型",
    "project_level": "项目级别",
    "award": "奖励类型",
    "award_level": "奖励级别",
    "award_grade": "奖励等级",
    "ip": "知识产权类型",
    "standard_report": "标准与报告类型",
    "personnel_status": "在岗状态",
    "identity_type": "编制类型",
    "post_category": "岗位类别",
}
"""The lists that may be added to, and what people call them. On the codes of all others rules of the system rest."""


@dataclass(frozen=True, kw_only=True)
class Addition:
    """One added code; a title also says its series and level, a degree the group under which forms show it."""

    codes: str
    code: str
    name: str
    pinyin: str
    valid_from: date
    valid_to: date | None = None
    group: str = ""
    series: str = ""
    level: str = ""

    def as_code(self) -> Code:
        """The code as it stands in its list."""
        return Code(
            code=self.code,
            name=self.name,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            extension=True,
            group=self.group or (TITLE_SERIES.name_of(self.series) if self.series else ""),
            pinyin=self.pinyin,
        )


class CodeLists(Mapping[str, CodeList]):
    """Every list by its name: what came with the program, and what was added since."""

    def __init__(self, lists: Iterable[CodeList]) -> None:
        self._given = {codes.name: codes for codes in lists}
        self._now = self._given
        self.edition = 0  # of the additions, as whoever keeps them counts

    def __getitem__(self, name: str) -> CodeList:
        return self._now[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)

    def take(self, additions: Iterable[Addition], edition: int) -> None:
        """Let these be all the additions there are, from now on, in this process."""
        added: dict[str, list[Addition]] = {}
        for addition in additions:
            added.setdefault(addition.codes, []).append(addition)
        titles = added.get("title", [])
        SERIES_OF.maps[0] = {title.code: title.series for title in titles}
        LEVEL_OF.maps[0] = {title.code: title.level for title in titles}
        extended = {
            name: replace(self._given[name], entries=(*self._given[name].entries, *(one.as_code() for one in new)))
            for name, new in added.items()
        }
        self._now = self._given | extended
        self.edition = edition
