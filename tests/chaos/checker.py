"""Does everything hold what people were told? By statements of its own, without a line of the product's code.

`lost` is what was promised and is not there, `repeated` what is there more than once, `wrong` everything else that
contradicts what people were told, or another place.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from shared.settings import SERVICES
from tests.chaos.browser import Told
from tests.chaos.databases import Databases, Row
from tests.chaos.ledger import Deed, Ledger
from tests.chaos.partner import disagreements

OWNER = {"export": "profile"} | {service: service for service in SERVICES}
DONE = {"applied", "stale"}
STATUSES = {
    "profile": {"record": "record", "change": "change_request", "share": "share"},
    "review": {"case": "review_case"},
}
# A change request becomes what its case was decided to be, unless what it rests on had changed meanwhile, or the
# person had taken it back.
BECOMES = {"approve": {"approved", "conflict", "withdrawn"}, "return": {"rejected", "withdrawn"}}
TO_TELL = "SELECT case_id, kind, outcome FROM settlement WHERE settled_at >= %s AND outcome <> 'withdrawn'"


class Checker:
    """Collects what is amiss."""

    def __init__(self, databases: Databases, ledger: Ledger) -> None:
        self.databases, self.ledger = databases, ledger
        self.lost: list[str] = []
        self.repeated: list[str] = []
        self.wrong: list[str] = []
        people = databases.rows("profile", "SELECT id, account FROM person")
        self.accounts = {row["id"]: row["account"] for row in people}

    def check(self) -> None:
        """Compare everything."""
        self._saves()
        self._changes()
        self._decisions()
        self._handed_in()
        self._histories()
        self._messages()
        self._told_once()
        self.wrong += disagreements(self.databases, self.ledger)

    def _profile(self, statement: str) -> list[Row]:
        return self.databases.rows("profile", statement, self.databases.began)

    def _review(self, statement: str) -> list[Row]:
        return self.databases.rows("review", statement, self.databases.began)

    def _compare(self, deeds: Iterable[Deed], found: Counter[str]) -> None:
        """Each deed is there once if it was promised, once or not at all if nothing was told, and never if refused."""
        for deed in deeds:
            times = found[deed.mark]
            if times > 1:
                self.repeated.append(f"{deed} is there {times} times")
            elif times < 1 and deed.told is Told.YES:
                self.lost.append(f"{deed}")
            elif times and deed.told is Told.NO:
                self.wrong.append(f"{deed} was refused and is there")

    def _saves(self) -> None:
        logged = self._profile(
            "SELECT new ->> 'tech_work' AS mark FROM logged_change WHERE at >= %s AND request_id IS NULL"
        )
        self._compare(self.ledger.of("save"), Counter(row["mark"] for row in logged))

    def _changes(self) -> None:
        requests = self._profile("SELECT * FROM change_request WHERE submitted_at >= %s")
        self._compare(self.ledger.of("change"), Counter(row["reason"] for row in requests))
        applied = self._profile(
            "SELECT request_id, new ->> 'tech_work' AS mark FROM logged_change"
            " WHERE at >= %s AND request_id IS NOT NULL"
        )
        times = Counter(row["request_id"] for row in applied)
        marks = {row["request_id"]: row["mark"] for row in applied}
        for one in requests:
            effects = times[one["id"]]
            if effects > 1:
                self.repeated.append(f"change {one['id']} was applied {effects} times")
            elif effects != (one["status"] == "approved") or (effects and marks[one["id"]] != one["reason"]):
                self.wrong.append(f"change {one['id']} is {one['status']} and applied {effects} times")
        taken_back = self.databases.rows("profile", "SELECT id FROM change_request WHERE status = 'withdrawn'")
        withdrawn = {str(row["id"]) for row in taken_back}
        for deed in self.ledger.of("withdraw_change"):
            if deed.told is Told.YES and deed.about not in withdrawn:
                self.lost.append(f"{deed}")

    def _decisions(self) -> None:
        decisions = self._review("SELECT * FROM decision WHERE decided_at >= %s")
        by_case: dict[str, list[Row]] = defaultdict(list)
        for decision in decisions:
            by_case[str(decision["case_id"])].append(decision)
        deeds: dict[str, list[Deed]] = defaultdict(list)
        for deed in self.ledger.of("decide"):
            deeds[deed.about].append(deed)
        for case, done in deeds.items():
            for deed in done:
                fits = [one for one in by_case.get(case, []) if _fits(deed, one)]
                if deed.told is Told.YES and not fits:
                    self.lost.append(f"{deed}")
        for case, made in by_case.items():
            if not any(_fits(deed, one) for one in made for deed in deeds.get(case, []) if deed.told is not Told.NO):
                self.wrong.append(f"case {case} was decided by nobody: {made}, told {deeds.get(case)}")
        self._settled(decisions)

    def _settled(self, decisions: list[Row]) -> None:
        """Every decision has taken effect in profile, once, as it was made."""
        settlements = self.databases.rows("profile", "SELECT * FROM settlement")
        outcome = {row["case_id"]: row["outcome"] for row in settlements}
        changes = {row["id"]: row["status"] for row in self.databases.rows("profile", "SELECT * FROM change_request")}
        stages = "SELECT case_id FROM stage GROUP BY case_id HAVING bool_and(decided_at IS NOT NULL)"
        last_stage = {row["case_id"] for row in self.databases.rows("review", stages)}
        for one in decisions:
            ended = one["decision"] == "return" or one["case_id"] in last_stage
            if ended and one["case_id"] not in outcome:
                self.lost.append(f"decision {one['id']} never took effect")
            elif ended and one["subject_id"] in changes and changes[one["subject_id"]] not in BECOMES[one["decision"]]:
                self.wrong.append(f"decision {one['id']} ({one['decision']}): {changes[one['subject_id']]}")

    def _handed_in(self) -> None:
        """What leaves no mark of its own is counted, person by person."""
        places = {
            "submit": "SELECT record_id AS person FROM submission WHERE created_at >= %s AND origin = 'submission'",
            "share": "SELECT person_id AS person FROM consent WHERE given_at >= %s",
            "withdraw_record": "SELECT subject_id AS person FROM status_change WHERE at >= %s AND kind = 'record'"
            " AND old = 'pending' AND new = 'draft'",
        }
        ever = self.databases.rows("profile", "SELECT DISTINCT person_id AS person FROM consent")
        agreed = {self.accounts[row["person"]] for row in ever}
        for kind, statement in places.items():
            found = Counter(self.accounts[row["person"]] for row in self._profile(statement))
            promised = Counter(deed.login for deed in self.ledger.of(kind) if deed.told is Told.YES)
            possible = Counter(deed.login for deed in self.ledger.of(kind) if deed.told is not Told.NO)
            for login in found.keys() | possible.keys():
                # Agreeing again to the same is no second consent, and the first may be older than the chaos.
                least = 0 if kind == "share" and login in agreed else promised[login]
                if found[login] < least:
                    self.lost.append(f"{login}: {kind} {promised[login]} times, found {found[login]}")
                elif found[login] > possible[login]:
                    self.repeated.append(f"{login}: {kind} at most {possible[login]} times, found {found[login]}")
        reopened = Counter(row["reason"] for row in self._review("SELECT reason FROM reopening WHERE at >= %s"))
        self._compare(self.ledger.of("reopen"), reopened)

    def _histories(self) -> None:
        """Each history is a chain without a gap, whose last line is how the thing stands."""
        for service, kinds in STATUSES.items():
            for kind, table in kinds.items():
                now = self.databases.rows(service, f"SELECT id, status, version FROM {table}")
                moves = self.databases.rows(
                    service, "SELECT * FROM status_change WHERE kind = %s ORDER BY subject_id, version", kind
                )
                self._chains(kind, {row["id"]: row for row in now}, moves)

    def _chains(self, kind: str, now: dict[Any, Row], moves: list[Row]) -> None:
        last: dict[Any, Row] = {}
        for move in moves:
            before = last.get(move["subject_id"])
            if before and before["new"] != move["old"]:
                self.wrong.append(f"history of {kind} {move['subject_id']}: {before['new']}, then from {move['old']}")
            last[move["subject_id"]] = move
        for subject, move in last.items():
            if subject in now and now[subject]["status"] != move["new"]:
                self.wrong.append(f"{kind} {subject} is {now[subject]['status']}, its history ends with {move['new']}")

    def _messages(self) -> None:
        """Whatever was sent has been dealt with where it was to go, and nothing came that nobody sent."""
        inboxes = {
            service: {row["id"]: row for row in self.databases.rows(service, "SELECT * FROM inbox_message")}
            for service in SERVICES
        }
        for service in SERVICES:
            for message in self.databases.messages(service):
                if message["available_at"] > self.databases.began and message["attempts"] == 0:
                    continue  # planned for later
                arrived = inboxes[OWNER[message["queue"]]].get(message["id"])
                what = f"{message['name']} {message['id']} of {service} to {message['receiver']}"
                if message["dead_at"]:
                    self.lost.append(f"{what} is dead: {message['last_error']}")
                elif arrived is None or arrived["outcome"] not in DONE:
                    self.lost.append(f"{what}: {arrived and arrived['outcome']}")

    def _told_once(self) -> None:
        """Each outcome is in its person's messages, once."""
        told = self.databases.rows(
            "notices", "SELECT source FROM personal_message WHERE created_at >= %s", self.databases.began
        )
        settled = Counter(row["source"] for row in told if row["source"].startswith("review.settled|"))
        for one in self._profile(TO_TELL):
            times = settled[f"review.settled|{one['case_id']}"]
            if times != 1:
                place = self.repeated if times else self.lost
                place.append(f"{one}: {times} messages of its outcome")


def _fits(deed: Deed, decision: Row) -> bool:
    returned = "退回" in deed.mark
    said = [reason.get("text") for reason in decision["reasons"]]
    return deed.mark in said if returned else decision["decision"] == "approve"
