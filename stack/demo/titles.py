"""The titles that the demo's people have been granted, each in the series of the trade, and their appointments."""

from random import Random
from typing import Any

from shared.catalogue import CODE_LISTS
from shared.catalogue.codes.titles import LEVEL_OF, SERIES_OF
from stack.demo.cast import Ending, Part
from stack.demo.dice import dice_of
from stack.demo.proofs import certificate
from stack.demo.trades import TRADES

Entry = dict[str, Any]

ENGINEERS, TEACHERS = ("084", "083", "082", "081"), ("054", "053", "052", "051")
LADDERS = {
    "physician": ("234", "233", "232", "231"),
    "nurse": ("254", "253", "252", "251"),
    "teacher": TEACHERS,
    "scientist": TEACHERS,
    "journalist": ("194", "193", "192", "191"),
    "architect": ENGINEERS,
    "structural": ENGINEERS,
    "agronomist": ("094", "093", "092", "09L1"),
    "materials": ENGINEERS,
    "economist": ("124", "123", "122", "121"),
}
YEARS_AT_WORK = (1, 6, 12, 22)  # after which each rung is reached
LAST_YEAR = 2022
BEGINNERS = "4"
SENIOR = frozenset({"1", "2"})
GRADES = {"1": "04", "2": "07", "3": "10", "4": "12"}
CITIES = {"1301": "石家庄市", "1302": "唐山市"}


def titles_of(name: str, part: Part, started: str, region: str) -> list[Entry]:
    """The newest title, and for people of long service the one before; none for a first post or for a mere draft."""
    if part.posts == 1 or part.ending in {Ending.DRAFT, Ending.UNTOUCHED}:
        return []
    years = [int(started[:4]) + years for years in YEARS_AT_WORK]
    reached = [(code, year) for code, year in zip(LADDERS[part.trade], years, strict=True) if year <= LAST_YEAR]
    shown = reached[-2:] if part.posts > 3 else reached[-1:]
    dice, city = dice_of(name, "titles"), CITIES[region[:4]]
    return [_title(part, code, year, city, dice) | {"is_current": code == reached[-1][0]} for code, year in shown]


def appointment(titles: list[Entry], unit: str, joined: str) -> list[Entry]:
    """The present post of somebody who holds a title; `joined` is the month in which the person came to the unit."""
    return [
        {
            "title_code": title["title_code"],
            "unit_name": unit,
            "post_grade": GRADES[title["level"]],
            "status": "1",
            "start_date": (begun := max(f"{int(title['obtained_date'][:4]) + 1}-01-01", f"{joined}-01")),
            "doc_no": f"聘字〔{begun[:4]}〕{title['cert_no'][-2:]}号",
            "proof": [certificate("专业技术职务聘书", (unit, _name(title["title_code"]), begun))],
        }
        for title in titles
        if title["is_current"]
    ]


def _title(part: Part, code: str, year: int, city: str, dice: Random) -> Entry:
    level, specialty = LEVEL_OF[code], TRADES[part.trade].subject
    number = f"冀{year}{dice.randrange(1_000_000):06}"
    office = "河北省人力资源和社会保障厅" if level in SENIOR else f"{city}人力资源和社会保障局"
    series = CODE_LISTS["title_series"].find(SERIES_OF[code])
    entry: Entry = {
        "series": SERIES_OF[code],
        "title_code": code,
        "level": level,
        "specialty": specialty,
        "obtained_date": f"{year}-12-20",
        "obtain_way": "4" if level == BEGINNERS else "1",
        "approver": office,
        "cert_no": number,
        "proof": [certificate("专业技术资格证书", (_name(code), specialty, office, number))],
    }
    if level != BEGINNERS and series:
        place = "河北省" if level in SENIOR else city
        entry["committee"] = f"{place}{series.name}职称评审委员会"
    return entry


def _name(code: str) -> str:
    found = CODE_LISTS["title"].find(code)
    return found.name if found else code
