"""Whether the time of a refused sign-in tells that an account exists: part of `make bench`.

Known and unknown logins by turns, on servers of their own, in one process without a network between: what is left of
a difference is ours. The bound is a tenth of the median.
"""

import logging
import os
import statistics
import sys
import time

from tests.servers import running_servers

PEOPLE, EACH = 60, 4  # wrong passwords each; the fifth would lock
BOUND = 0.10


def main() -> None:
    """Start servers, ask, print."""
    with running_servers() as servers:
        os.environ.update(servers.env)
        os.environ.update({"SIGN_IN_FAILURES_PER_ADDRESS": "100000", "SIGN_IN_FAILURES_PER_MINUTE": "100000"})
        from services.auth.db import db
        from shared.migrate import upgrade

        upgrade(db)
        known, unknown = _medians()
    difference = abs(known - unknown) / known
    print(f"refused sign-in, p50: {known * 1000:.1f} ms known, {unknown * 1000:.1f} ms unknown; {difference:.1%} apart")
    if difference >= BOUND:
        sys.exit(f"the time tells who has an account: more than {BOUND:.0%} apart")


def _medians() -> tuple[float, float]:
    from tests.apps import service_app
    from tests.auth.conftest import make_person, make_unit

    client, unit_id = service_app("auth").test_client(), make_unit()
    logging.disable(logging.INFO)
    accounts = [make_person(unit_id).account for _ in range(PEOPLE)]
    took: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(EACH):
        for number, account in enumerate(accounts):
            for is_known in (turn % 2 == 0, turn % 2 == 1):
                login = account if is_known else f"9{number:07}"
                started = time.perf_counter()
                answer = client.post("/sessions", json={"login": login, "password": f"wrong password {turn}"})
                took[is_known].append(time.perf_counter() - started)
                assert answer.status_code == 401, answer.json
    return statistics.median(took[True]), statistics.median(took[False])


if __name__ == "__main__":
    main()
