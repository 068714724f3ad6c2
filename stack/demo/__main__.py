"""Load the demo: `python -m stack.demo`, with the environment of a running stack.

Doing it again does what is missing.
"""

import asyncio
import sys
import time
from contextlib import ExitStack

import httpx

from stack.demo import loading
from stack.demo.doors import DemoFailed, Doors
from stack.services import CommandFailed


def main() -> None:
    """Load what is missing and say how far it is; ends with 1 and the reason if something is refused."""
    started = time.monotonic()

    def say(line: str) -> None:
        print(f"demo {time.monotonic() - started:4.1f} s: {line}", flush=True)  # noqa: T201 - a command's output

    try:
        accounts = asyncio.run(loading.load_accounts())
        say(f"{len(accounts)} accounts, known to all services")
        with Doors() as doors, ExitStack() as ending:
            company = loading.sign_in_all(doors, accounts, ending)
            say(f"{loading.fill_in(company)} records filled in")
            say(f"{loading.review(company)} records decided")
            say(f"{loading.share(company)} agreed to be shared with the expert site")
            say(f"{loading.change(company)} change requests")
            say(f"{loading.take_back(company)} has taken the consent back")
        say("loaded")
    except (DemoFailed, CommandFailed, httpx.TransportError) as error:
        sys.exit(f"demo: {error}")


if __name__ == "__main__":
    main()
