"""What people notice of a broker that hangs: `python -m tests.performance.frozen_broker`.

One person saves the same form 200 times while the broker is well, and 200 times while it is frozen; a stack of its own.
"""

import random
import statistics
import time
from contextlib import nullcontext

from stack.layout import Layout
from tests.chaos.browser import Browser, Told
from tests.chaos.machine import Machine
from tests.own_stack import Account, own_stack

FORMS = 200
WRITES = "陈思远"  # whose record is a draft again
FORM = "/record/sections/work_experience"


def main() -> None:
    """Start, save, freeze, save; print."""
    print(f"{'broker':10}{'p50 ms':>10}{'p99 ms':>10}{'errors':>10}")
    with own_stack() as stack:
        machine = Machine(Layout(stack.data, stack.base), random.Random(0), isolated=False)
        for name, state in (("well", nullcontext()), ("frozen", machine.frozen("valkey"))):
            with state:
                spans, errors = _saves(stack.url, stack.of(WRITES))
            cuts = statistics.quantiles(spans, n=100)
            print(f"{name:10}{cuts[49]:10.1f}{cuts[98]:10.1f}{errors:10}")


def _saves(url: str, account: Account) -> tuple[list[float], int]:
    browser = Browser(url)
    browser.sign_in(account["login"], account["password"])
    link = browser.page("/record").links("/record?open=work_experience&")[0]
    spans, errors = [], 0
    for number in range(FORMS):
        form = browser.page(link).form(FORM)
        assert form
        began = time.monotonic()
        told = browser.send(form.with_values(tech_work=f"第 {number} 次"))
        spans.append((time.monotonic() - began) * 1000)
        errors += told is not Told.YES
    return spans, errors


if __name__ == "__main__":
    main()
