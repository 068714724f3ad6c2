"""How a row lies in a line of a job: sealed for its line, and nothing of a number readable beside it."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from services.auth.importing.checking import Uploaded
from services.auth.importing.columns import ID_NUMBER, NAME
from services.auth.importing.faults import Fault
from shared.catalogue.identity import masked
from shared.crypto import Undecryptable, decrypt, encrypt
from shared.jobs import JobLine, NewLine

DIGITS = re.compile(r"\d{5,}[Xx]?")
HIDDEN = "*****"


class Sent(NamedTuple):
    """A row as it came: what was understood, and all of its cells."""

    values: dict[str, str]
    cells: list[str]


def line_of(
    job_id: UUID, position: int, row: int, uploaded: Uploaded, cells: list[str], **shown: str | int | None
) -> NewLine:
    """The line of a row that is to be checked, with what a list may show of it."""
    facts = {
        "row": row,
        "sealed": _sealed(job_id, position, Sent(dict(uploaded.values), cells)),
        "in_file": [list(one) for one in uploaded.faults],
        "in_file_notices": [list(one) for one in uploaded.notices],
        **shown,
    }
    return NewLine(facts=facts)


def sent_in(line: JobLine) -> Sent | None:
    """What was sent; None when it has been removed, or its key has."""
    sealed = line.facts.get("sealed")
    if sealed is None:
        return None
    try:
        return Sent(*json.loads(decrypt(sealed, place=_place(line.job_id, line.position))))
    except Undecryptable:
        return None


def uploaded_in(line: JobLine, sent: Sent) -> Uploaded:
    """The row of a line as it is examined, once more each time."""
    return Uploaded(
        values=sent.values,
        faults=[Fault(*one) for one in line.facts["in_file"]],
        notices=[Fault(*one) for one in line.facts["in_file_notices"]],
    )


def forget_number(line: JobLine, sent: Sent, places: Mapping[str, int]) -> None:
    """Keep of a row whose person is in what the report shows: the number masked, and of unread columns no number."""
    read = {place: key for key, place in places.items() if key != ID_NUMBER}
    cells = [cell if place in read else without_numbers(cell) for place, cell in enumerate(sent.cells)]
    number = masked(sent.values[ID_NUMBER])
    cells[places[ID_NUMBER]] = number
    values = {**sent.values, ID_NUMBER: number}
    line.facts = {**line.facts, "sealed": _sealed(line.job_id, line.position, Sent(values, cells))}


def without_numbers(text: str) -> str:
    """A text with every long run of digits hidden: people type numbers into the wrong column."""
    return DIGITS.sub(HIDDEN, text)


def found_in(line: JobLine, key: str) -> list[Fault]:
    """The `faults` or `notices` that the check left in a line."""
    return [Fault(*one) for one in line.facts.get(key, ())]


def note_found(line: JobLine, faults: list[Fault], notices: list[Fault], **facts: Any) -> None:
    """Leave in a line what was found."""
    found = {"faults": [list(one) for one in faults], "notices": [list(one) for one in notices]}
    line.facts = {**line.facts, **found, **facts}


def shown_name(line: JobLine) -> str:
    """The name of a row, as far as it may be read in a list."""
    return str(line.facts.get(NAME, ""))


def _sealed(job_id: UUID, position: int, sent: Sent) -> str:
    return encrypt(json.dumps(sent, ensure_ascii=False), key="data-auth", place=_place(job_id, position))


def _place(job_id: UUID, position: int) -> str:
    return f"job_line|facts|{job_id}|{position}"
