"""What professionals do: fill in their record, hand it in, take it back, correct it."""

from typing import Any, NamedTuple

from stack.demo.careers import Entry, Professional
from stack.demo.cast import Ending, Part
from stack.demo.doors import Visitor
from stack.demo.faults import Fault
from stack.demo.pictures import Attachment


class Player(NamedTuple):
    """A professional who has signed in."""

    person: Professional
    visitor: Visitor


def play(player: Player) -> None:
    """Bring a record as far as the person alone brings it; what has been done before is left as it is."""
    person, visitor = player
    record = visitor.get("profile", "/record")
    if submissions(record) == 0:
        fill(player, record)
        if person.part.ending is not Ending.DRAFT:
            visitor.post("profile", "/record/submission")
    if person.part.ending is Ending.WITHDRAWN and status_of(player) == "pending":
        visitor.post("profile", "/record/withdrawal")


def correct(player: Player) -> None:
    """Put right what the reviewer named, and hand the record in again."""
    person, visitor = player
    record = visitor.get("profile", "/record")
    if record["status"] != "returned":
        return
    for fault in person.part.faults:
        entry = record["sections"][fault.section][fault.place]
        data = uploaded(visitor, person.record[fault.section][fault.place])
        made_from = {"If-Match": f'"{entry["version"]}"'}
        visitor.put("profile", f"/record/entries/{entry['id']}", json={"data": data}, headers=made_from)
    visitor.post("profile", "/record/submission")


def awaits_decision(player: Player) -> bool:
    """Whether the plan has the record decided on and it has not been yet."""
    ending = player.person.part.ending
    if ending not in {Ending.APPROVED, Ending.RETURNED, Ending.RESUBMITTED}:
        return False
    record = player.visitor.get("profile", "/record")
    return record["status"] == "pending" and (ending is not Ending.RESUBMITTED or submissions(record) == 1)


def fill(player: Player, record: dict[str, Any]) -> None:
    """Enter what is planned and not there yet."""
    for section, entries in planned(player.person).items():
        for entry in entries[len(record["sections"][section]) :]:
            data = uploaded(player.visitor, entry)
            player.visitor.post("profile", f"/record/sections/{section}/entries", json={"data": data})


def planned(person: Professional) -> dict[str, list[Entry]]:
    """The record as the person fills it in at first: with its faults, and without what a draft lacks."""
    record = {section: [dict(entry) for entry in entries] for section, entries in person.record.items()}
    for fault in person.part.faults:
        entry = record[fault.section][fault.place]
        entry[fault.field] = fault.spoil(entry[fault.field])
    return {section: _without(person.part, section, entries) for section, entries in record.items()}


def words_of(fault: Fault, person: Professional) -> str:
    """What the reviewer says of a fault, with the wrong and the right value."""
    right = person.record[fault.section][fault.place][fault.field]
    return fault.words.format(right=right, wrong=fault.spoil(right))


def uploaded(visitor: Visitor, entry: Entry) -> Entry:
    """The entry with its files kept by the profile service, and named as the service names them."""
    return {key: _kept(visitor, key, value) if isinstance(value, list) else value for key, value in entry.items()}


def submissions(record: dict[str, Any]) -> int:
    """How often a record has been handed in."""
    return sum(move["new"] == "pending" for move in record["history"])


def status_of(player: Player) -> str:
    """How the record stands."""
    status: str = player.visitor.get("profile", "/record/status")["status"]
    return status


def _without(part: Part, section: str, entries: list[Entry]) -> list[Entry]:
    if section in part.lacking:
        return []
    open_fields = {name.removeprefix(f"{section}.") for name in part.lacking if name.startswith(f"{section}.")}
    return [{key: value for key, value in entry.items() if key not in open_fields} for entry in entries]


def _kept(visitor: Visitor, purpose: str, files: list[Attachment]) -> list[dict[str, str]]:
    answers = [
        visitor.post("profile", "/files", files={"file": (file.name, file.content)}, data={"purpose": purpose})
        for file in files
    ]
    return [{"id": answer["id"], "name": answer["name"]} for answer in answers]
