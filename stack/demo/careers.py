"""Believable records out of small data: the same person has the same record each time it is made."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random
from typing import Any

from shared.catalogue import CODE_LISTS
from shared.catalogue.documents import ABROAD, OUTSIDE_THE_MAINLAND
from stack.demo.cast import Part, Study
from stack.demo.dice import dice_of
from stack.demo.pictures import Attachment, id_card, portrait
from stack.demo.proofs import certificate
from stack.demo.titles import appointment, titles_of
from stack.demo.trades import BACHELOR, CLASS, COLLEGE, DOCTOR, MASTER, SECONDARY, TRADES, Trade
from stack.demo.workplaces import WORKPLACES, Workplace

Entry = dict[str, Any]

YEARS = {SECONDARY: 3, COLLEGE: 3, BACHELOR: 4, CLASS: 2, MASTER: 3, DOCTOR: 4}
STARTING_AGE = {SECONDARY: 15, COLLEGE: 18, BACHELOR: 18}
LAST_MOVE = 2024 * 12 + 5  # the newest post began before any clock that the demo may meet
PARTY_AGE = 21
WITNESSES = ("何志远", "邱淑敏", "曹建国", "袁晓军", "邓丽萍", "傅承德", "蒋海燕", "汪明轩")
AT_LENGTH = (
    "；并承担新技术引进、业务骨干培训、下基层巡回指导和双语服务等工作，牵头编写本专业工作规范与培训讲义，"
    "参与省、市两级重点项目的论证、实施与验收"
)

# The demo's only foreigner comes from there.
NATIONALITY = "RUS"


@dataclass(frozen=True)
class Professional:
    """Somebody of the demo with a part to play."""

    login: str
    password: str
    name: str
    unit: str
    id_type: str
    id_number: str
    sex: str
    born: date
    part: Part

    @property
    def trade(self) -> Trade:
        """What the person does."""
        return TRADES[self.part.trade]

    @property
    def workplace(self) -> Workplace:
        """Where the person's unit is."""
        return WORKPLACES[self.unit]

    @cached_property
    def record(self) -> dict[str, list[Entry]]:
        """The complete and faultless record; fields for files hold `Attachment`s."""
        studies = education(self)
        jobs = work_experience(self, work_start(studies))
        post = current_post(self, jobs)
        titles = titles_of(self.name, self.part, jobs[0]["start_month"], self.workplace.region)
        return {
            "basic_info": [basic_info(self, jobs)],
            "current_post": [post],
            "education": studies,
            "work_experience": jobs,
            "title_qualification": titles,
            "title_appointment": appointment(titles, self.unit, post["join_unit_date"]),
            "supporting_material": [{"discipline_record": False, "integrity_commitment": True}],
        }


def basic_info(person: Professional, jobs: list[Entry]) -> Entry:
    """Who the person is, without what the administrator keeps."""
    dice, part, place = dice_of(person.name, "basic_info"), person.part, person.workplace
    home = CODE_LISTS["county"].find(person.id_number[:6])
    entry: Entry = {
        "sex": person.sex,
        "birth_date": person.born.isoformat(),
        **({"native_place": home.code, "birth_place": home.code} if home else {}),
        **({"nationality": NATIONALITY} if person.id_type in ABROAD else {"ethnicity": part.ethnicity}),
        **({} if person.id_type in OUTSIDE_THE_MAINLAND else {"political_status": part.politics}),
        "work_start_date": jobs[0]["start_month"],
        "specialty_work_start": jobs[0]["start_month"],
        "is_overseas_returnee": False,
        "mobile": f"1{dice.choice('35789')}00000{dice.randrange(10_000):04}",
        "email": f"rencai{dice.randrange(10_000):04}@example.com",
        "address": f"{place.street}{dice.randint(3, 60)}号院{dice.randint(1, 18)}号楼{dice.randint(1, 4)}单元",
        "postcode": place.postcode,
        "photo": [portrait(person.name, woman=person.sex == "2")],
        "id_scan": [id_card("人像面"), id_card("国徽面")],
    }
    if part.politics not in {"12", "13"}:
        entry["party_join_date"] = (
            f"{person.born.year + PARTY_AGE + dice.randrange(6)}-{dice.choice(('06', '07', '12'))}"
        )
    return entry


def education(person: Professional) -> list[Entry]:
    """The way through the schools, one after the other."""
    dice = dice_of(person.name, "education")
    path = person.part.path
    september = person.born.month < 9
    year = person.born.year + STARTING_AGE[path[0].level] + (not september)
    entries = []
    for place, study in enumerate(path):
        year += study.pause
        length = person.trade.bachelor_years if study.level == BACHELOR and study.form == "01" else YEARS[study.level]
        entries.append(_study(person, place, study, (year, year + length), dice))
        year += length
    return entries


def _study(person: Professional, place: int, study: Study, years: tuple[int, int], dice: Random) -> Entry:
    trade, (begun, done) = person.trade, years
    path = person.part.path
    major = trade.majors[(study.level in {BACHELOR, CLASS}) + 2 * (study.level in {MASTER, DOCTOR})]
    entry: Entry = {
        "education_level": study.level,
        "school": dice.choice(trade.schools[study.level]),
        "department": trade.faculty if study.level in trade.degrees else "",
        "major": major,
        "subject": trade.subject,
        "study_form": study.form,
        "schooling_years": str(done - begun),
        "start_month": f"{begun}-09",
        "end_month": f"{done}-{'07' if study.form == '01' else '06'}",
        "edu_cert_no": f"1{dice.randrange(10_000):04}1{done}05{dice.randrange(1_000_000):06}",
        "is_first": place == 0,
        "is_highest": place == len(path) - 1,
        "country": "CHN",
    }
    if study.level in trade.degrees and not (study.level == BACHELOR and study.form == "02"):
        number = f"1{dice.randrange(10_000):04}4{done}{dice.randrange(1_000_000):06}"
        entry |= {"degree": trade.degrees[study.level], "degree_cert_no": number, "degree_date": entry["end_month"]}
    elif study.level in trade.degrees:
        entry["degree"] = "0"
    entry["proof"] = _proofs(entry)
    return {key: value for key, value in entry.items() if value != ""}


def _proofs(entry: Entry) -> list[Attachment]:
    lines = (entry["school"], entry["major"], f"{entry['start_month']} 至 {entry['end_month']}", entry["edu_cert_no"])
    titles = ["毕业证书", *(["学位证书"] if entry.get("degree_cert_no") else [])]
    return [certificate(title, lines) for title in (*titles, "教育部学历证书电子注册备案表")]


def work_start(studies: list[Entry]) -> str:
    """The month in which work began: that after the last school of full-time study in a row."""
    end = studies[0]["end_month"]
    for study in studies[1:]:
        if study["study_form"] != "01":
            break
        end = study["end_month"]
    return f"{end[:4]}-08"


def work_experience(person: Professional, start: str) -> list[Entry]:
    """The posts without a gap, the last of them in the unit and until today."""
    dice, count = dice_of(person.name, "work_experience"), person.part.posts
    first = int(start[:4]) * 12 + int(start[5:]) - 1
    step = (LAST_MOVE - first) // count
    moves = [first, *(first + step * place + dice.randrange(step // 2 + 1) for place in range(1, count))]
    ends: list[int | None] = [*(move - 1 for move in moves[1:]), None]
    outside = count // 3 if count < 6 else count // 2
    return [
        _post(person, place, (move, end), outside=place < outside)
        for place, (move, end) in enumerate(zip(moves, ends, strict=True))
    ]


def current_post(person: Professional, jobs: list[Entry]) -> Entry:
    """The post in the unit, as the last job has it."""
    last, here = jobs[-1], [job["start_month"] for job in jobs if job["unit_name"] == person.unit]
    post: Entry = {
        "department": last.get("department", ""),
        "personnel_status": "01",
        "identity_type": "03" if person.workplace.nature.startswith("3") else "02",
        "post_category": "01",
        "join_unit_date": here[0],
        "current_specialty": person.trade.subject,
    }
    return {key: value for key, value in post.items() if value != ""}


def _post(person: Professional, place: int, span: tuple[int, int | None], *, outside: bool) -> Entry:
    trade, part = person.trade, person.part
    start, end = span
    dice = dice_of(person.name, "post", place)
    former = trade.former[place % len(trade.former)]
    work = trade.works[place % len(trade.works)]
    here = person.workplace
    entry: Entry = {
        "start_month": _month(start),
        "unit_name": former.name if outside else person.unit,
        "department": "" if outside else trade.departments[place % len(trade.departments)],
        "tech_work": (work + AT_LENGTH)[:100] if part.long_winded and place % 2 else work,
        "duty": trade.duties[place * len(trade.duties) // max(part.posts, len(trade.duties))],
        "unit_type": former.nature if outside else here.nature,
        "region": former.region if outside else here.region,
        "witness": dice.choice(WITNESSES),
        "is_grassroots": outside and former.name.endswith(("卫生院", "中学", "站", "中心")),
    }
    if end is not None:
        entry["end_month"] = _month(end)
    return {key: value for key, value in entry.items() if value != ""}


def _month(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02}"
