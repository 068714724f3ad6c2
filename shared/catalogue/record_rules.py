"""Rules across sections. A new one is a function and one more line at the end."""

from collections.abc import Callable, Iterator, Mapping

from shared.catalogue.model import Entry, Problem, Severity

FULL_TIME = "01"
UNTIL_TODAY = "9999-12"

Record = Mapping[str, list[Entry]]


def first_job_is_the_start_of_work(record: Record) -> Iterator[Problem]:
    """The first job began when the person says work began."""
    started = next((entry["work_start_date"] for entry in record["basic_info"] if entry.get("work_start_date")), "")
    begun = [
        (entry["start_month"], index)
        for index, entry in enumerate(record["work_experience"])
        if entry.get("start_month")
    ]
    if not started or not begun or min(begun)[0] == started:
        return
    month, index = min(begun)
    yield Problem(
        section="work_experience",
        entry=index,
        field="start_month",
        code="differs_from_work_start",
        message=f"起始时间：第一段工作经历从 {month} 开始，参加工作时间填的是 {started}，请核对。",
        severity=Severity.WARNING,
    )


def joined_after_work_began(record: Record) -> Iterator[Problem]:
    """Nobody came to the present unit before beginning to work."""
    started = next((entry["work_start_date"] for entry in record["basic_info"] if entry.get("work_start_date")), "")
    joined = next((entry["join_unit_date"] for entry in record["current_post"] if entry.get("join_unit_date")), started)
    if joined < started:
        yield Problem(
            section="current_post",
            entry=None,
            field="join_unit_date",
            code="before",
            message=f"到现单位时间：早于参加工作时间（{started}），现在是 {joined}，请改正。",
        )


def appointed_after_the_title_was_granted(record: Record) -> Iterator[Problem]:
    """Nobody is appointed to a title before holding it."""
    granted: dict[str, str] = {}
    for entry in record["title_qualification"]:
        code, day = entry.get("title_code"), entry.get("obtained_date")
        if code and day:
            granted[code] = min(day, granted.get(code, day))
    for index, entry in enumerate(record["title_appointment"]):
        day = granted.get(entry.get("title_code", ""))
        if day and entry.get("start_date", day) < day:
            yield Problem(
                section="title_appointment",
                entry=index,
                field="start_date",
                code="before_title",
                message=f"聘任起始时间：早于该资格的取得时间（{day}），请核对。",
                severity=Severity.WARNING,
            )


def full_time_study_beside_work(record: Record) -> Iterator[Problem]:
    """Who studies full-time does not work at the same time, nor at two schools; a month in common is a change."""
    studies = [
        (entry["start_month"], entry["end_month"], f"学历学位第 {index + 1} 条", index)
        for index, entry in enumerate(record["education"])
        if entry.get("study_form") == FULL_TIME and entry.get("start_month") and entry.get("end_month")
    ]
    jobs = [
        (entry["start_month"], entry.get("end_month") or UNTIL_TODAY, f"工作经历第 {index + 1} 条", None)
        for index, entry in enumerate(record["work_experience"])
        if entry.get("start_month")
    ]
    for place, (start, end, _, index) in enumerate(studies):
        beside = [what for begun, ended, what, _ in [*studies[:place], *jobs] if begun < end and start < ended]
        if beside:
            yield Problem(
                section="education",
                entry=index,
                field="start_month",
                code="beside_work_or_study",
                message=f"入学时间：全日制学习（{start} 至 {end}）与{'、'.join(beside)}时间重叠，请核对。",
                severity=Severity.WARNING,
            )


RECORD_RULES: tuple[Callable[[Record], Iterator[Problem]], ...] = (
    first_job_is_the_start_of_work,
    joined_after_work_began,
    appointed_after_the_title_was_granted,
    full_time_study_beside_work,
)
