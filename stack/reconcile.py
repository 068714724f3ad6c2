"""Do the services agree? Each prints its side; here the four sides are compared."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

WAITING = {"pending", "applying"}
SHARING = {"queued", "sending", "shared", "failed"}
CORRECTIONS = {"identity", "transfer"}

Side = Mapping[str, list[dict[str, Any]]]
Sides = Mapping[str, Side]
Difference = dict[str, Any]


def reconcile(sides: Sides) -> dict[str, Any]:
    """Compare what the services say of the same things; returns {"agree": bool, "differences": [...]}.

    Meaningful when no messages are under way: what is on its way is a difference that heals by itself.
    """
    auth, profile, review, notices = (sides[name] for name in ("auth", "profile", "review", "notices"))
    differences = [
        *_pending_subjects_have_one_open_case(profile, review),
        *_settled_cases_have_the_settled_outcome(profile, review),
        *_copies("record", _by(profile["subjects"], "id", kind="record"), _by(notices["records"], "person_id")),
        *_copies("person", _by(auth["people"], "id"), _by(notices["people"], "id")),
        *_copies("person", _by(auth["people"], "id"), _by(profile["people"], "id")),
        *_differing("person", _by(auth["people"], "id"), _by(review["people"], "id")),
        *_corrections_ended_as_auth_dealt_with_them(auth, profile),
        *_copies("unit", _by(auth["units"], "id"), _by(notices["units"], "id")),
        *_copies("unit", _by(auth["units"], "id"), _by(profile["units"], "id")),
        *_differing("unit", _by(auth["units"], "id"), _by(review["units"], "id")),
        *_nothing_is_left_in_merged_units(auth, review),
        *_nothing_is_left_to_merged_accounts(sides),
    ]
    differences += [
        {**difference, "what": f"figures of {name}: {difference['what']}"}
        for name in ("profile", "review")
        for difference in sides[name]["figures"]
    ]
    return {"agree": not differences, "differences": differences}


def _pending_subjects_have_one_open_case(profile: Side, review: Side) -> Iterator[Difference]:
    pending = {row["submission_id"]: row for row in profile["subjects"] if row["status"] in WAITING}
    cases: dict[str, list[str]] = defaultdict(list)
    for case in review["cases"]:
        if case["status"] != "closed":
            cases[case["submission_id"]].append(case["id"])
    for submission in pending.keys() | cases.keys():
        if submission not in pending:
            yield _difference("case is open, nothing is pending", submission, cases=cases[submission])
        elif len(cases[submission]) != 1:
            yield _difference("pending without exactly one open case", submission, cases=cases[submission])


def _settled_cases_have_the_settled_outcome(profile: Side, review: Side) -> Iterator[Difference]:
    cases = {case["id"]: case for case in review["cases"]}
    settlements = _by(profile["settlements"], "case_id")
    for case_id, settlement in settlements.items():
        case = cases.get(case_id, {"status": None, "outcome": None})
        if case["status"] != "closed" or case["outcome"] != settlement["outcome"]:
            yield _difference("case differs from its settlement", case_id, settled=settlement["outcome"], case=case)
    for case_id, case in cases.items():
        if case["status"] == "closed" and case["outcome"] != "withdrawn" and case_id not in settlements:
            yield _difference("case has an outcome that was never settled", case_id, outcome=case["outcome"])


def _corrections_ended_as_auth_dealt_with_them(auth: Side, profile: Side) -> Iterator[Difference]:
    """What auth applied, or could not, stands so in profile, and nothing is called done that auth knows nothing of."""
    asked = {row["id"]: row["status"] for row in profile["subjects"] if row["kind"] in CORRECTIONS}
    ended = {key: status for key, status in asked.items() if status in {"approved", "conflict"}}
    dealt_with = {row["id"]: row["outcome"] for row in auth["corrections"]}
    for key in ended.keys() | dealt_with.keys():
        if asked.get(key) != dealt_with.get(key):
            yield _difference("correction differs", key, asked=asked.get(key), dealt_with=dealt_with.get(key))


def _nothing_is_left_in_merged_units(auth: Side, review: Side) -> Iterator[Difference]:
    """The people and cases of a unit that went into another have followed."""
    merged = {unit["id"]: unit["merged_into_id"] for unit in auth["units"] if unit.get("merged_into_id")}
    for kind, rows in (("person", auth["people"]), ("case", review["cases"])):
        for row in rows:
            if row["unit_id"] in merged:
                yield _difference(f"{kind} is left in a merged unit", row["id"], unit=row["unit_id"])


def _nothing_is_left_to_merged_accounts(sides: Sides) -> Iterator[Difference]:
    """Of an account that went into another nothing waits, nothing is shared, and what was told has followed."""
    auth, profile, review, notices = (sides[name] for name in ("auth", "profile", "review", "notices"))
    merged = {row["id"]: row["merged_into_id"] for row in auth["people"] if row.get("merged_into_id")}
    for name, side in (("profile", profile), ("notices", notices)):
        for row in side["people"]:
            if row.get("merged_into") != merged.get(row["id"]):
                yield _difference(f"merged account differs in {name}", row["id"], into=row.get("merged_into"))
    open_cases = [row for row in review["cases"] if row["status"] != "closed"]
    left = {
        "subject waits": [row["person_id"] for row in profile["subjects"] if row["status"] in WAITING],
        "share is left": [row["person_id"] for row in profile["shares"] if row["status"] in SHARING],
        "case is open": [row["person_id"] for row in open_cases],
        "case lies": [row["reviewer_id"] for row in open_cases],
        "message is left": [row["recipient_id"] for row in notices["left_messages"]],
    }
    for what, people in left.items():
        yield from (_difference(f"{what} with a merged account", one) for one in people if one in merged)


def _copies(kind: str, owned: Mapping[str, Any], copied: Mapping[str, Any]) -> Iterator[Difference]:
    """What another service keeps a copy of; a record that was never handed in is not heard of."""
    yield from _differing(kind, owned, copied)
    if kind != "record":
        yield from (_difference(f"{kind} has no copy", key) for key in owned.keys() - copied.keys())


def _differing(kind: str, owned: Mapping[str, Any], copied: Mapping[str, Any]) -> Iterator[Difference]:
    for key, copy in copied.items():
        mine = owned.get(key)
        if mine is None or any(mine[field] != copy[field] for field in ("version", "status") if field in copy):
            yield _difference(f"copy of {kind} differs", key, owned=mine, copy=copy)


def _by(rows: list[dict[str, Any]], key: str, **conditions: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in rows if all(row[name] == value for name, value in conditions.items())}


def _difference(what: str, about: str, **facts: Any) -> Difference:
    return {"what": what, "id": about, **facts}
