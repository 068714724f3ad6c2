"""What people see at the end: each looks at the change requests that they were told of."""

from collections.abc import Callable, Iterator

from tests.chaos.browser import Away, Browser, Told
from tests.chaos.databases import Databases
from tests.chaos.ledger import Ledger
from tests.own_stack import Account

WORDS = {
    "pending": "等待审核",
    "approved": "审核通过",
    "rejected": "审核不通过",
    "withdrawn": "已撤销",
    "conflict": "内容冲突",
}
REQUESTS = "SELECT id, reason, status FROM change_request WHERE submitted_at >= %s"


def not_shown(
    open_browser: Callable[[], Browser], accounts: list[Account], databases: Databases, ledger: Ledger
) -> Iterator[str]:
    """Promised change requests whose page lacks them, or says something else of them than the database."""
    requests = {row["reason"]: row for row in databases.rows("profile", REQUESTS, databases.began)}
    promised = [deed for deed in ledger.of("change") if deed.told is Told.YES and deed.mark in requests]
    for account in accounts:
        own = [deed for deed in promised if deed.login == account["login"]]
        if not own:
            continue
        browser = open_browser()
        browser.sign_in(account["login"], account["password"])
        for deed in own:
            request = requests[deed.mark]
            try:
                seen = browser.page_at_last(f"/changes/{request['id']}").text
            except Away:
                seen = ""
            if deed.mark not in seen or WORDS[request["status"]] not in seen:
                yield f"{deed.login} does not see {deed.mark} as {request['status']}"
        browser.http.close()
