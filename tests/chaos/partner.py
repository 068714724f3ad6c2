"""Does the partner hold what people agreed to, and nothing else?"""

import json
from collections import Counter
from collections.abc import Iterator

from tests.chaos.browser import Told
from tests.chaos.databases import Databases, Row
from tests.chaos.ledger import Deed, Ledger

WORK = "work_experience.tech_work"
SHARES = (
    "SELECT s.id, s.status, s.sequence, p.account, c.fields, r.status AS record,"
    " jsonb_path_query_array(b.content, '$.sections.work_experience[*].data.tech_work') AS work"
    " FROM share s JOIN person p ON p.id = s.person_id JOIN consent c ON c.id = s.consent_id"
    " JOIN record r ON r.id = s.person_id JOIN submission b ON b.id = r.submission_id"
)
ENDS = {"share": {"shared"}, "revoke": {"revoked"}}


def disagreements(databases: Databases, ledger: Ledger) -> Iterator[str]:
    """What differs between the partner's own file, our list of shares, and what people were told."""
    shares = databases.rows("profile", SHARES)
    experts = {row["person"]: row for row in databases.partner("SELECT * FROM expert")}
    last = _last_words(ledger)
    for share in shares:
        wanted = ENDS[last[share["account"]].kind] if share["account"] in last else {"shared", "revoked"}
        if share["status"] not in wanted:
            yield f"share of {share['account']} is {share['status']}, wanted {sorted(wanted)}"
        yield from _page(share, experts.get(str(share["id"])))
    applied = databases.partner("SELECT headers FROM delivery WHERE outcome = 'applied'")
    times = Counter(json.loads(row["headers"])["webhook-id"] for row in applied)
    yield from (f"the partner applied {key} {count} times" for key, count in times.items() if count > 1)


def _last_words(ledger: Ledger) -> dict[str, Deed]:
    """What each wanted at last, where that is certain."""
    last: dict[str, Deed] = {}
    for deed in sorted(ledger.of("share") + ledger.of("revoke"), key=lambda one: one.number):
        if deed.told is not Told.NO:
            last[deed.login] = deed
    return {login: deed for login, deed in last.items() if deed.told is Told.YES}


def _page(share: Row, expert: Row | None) -> Iterator[str]:
    there = expert is not None and expert["data"] is not None
    if there != (share["status"] == "shared"):
        yield f"share {share['id']} is {share['status']}, the partner {'shows' if there else 'does not show'} it"
    elif there and expert:
        if expert["sequence"] != share["sequence"]:
            yield f"share {share['id']} is at {share['sequence']}, the partner at {expert['sequence']}"
        if WORK in share["fields"] and share["record"] == "approved":
            shown = json.loads(expert["data"])
            missing = [one for one in share["work"] if one not in json.dumps(shown, ensure_ascii=False)]
            yield from (f"share {share['id']}: the partner does not show {one}" for one in missing)
