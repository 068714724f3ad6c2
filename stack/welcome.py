"""The lines that greet whoever has started the stack."""

import json
import sys
import tempfile
from collections.abc import Mapping

from stack import report
from stack.child import Command
from stack.layout import Layout
from stack.nursery import Nursery

ACCOUNTS = ("services.auth.cli", "demo-accounts")


async def welcome(layout: Layout, environment: Mapping[str, str], nursery: Nursery) -> str:
    """The address, and with demo data who can sign in there."""
    ready = f"READY {layout.url}"
    if not layout.demo_loaded.exists():
        return ready
    with tempfile.TemporaryFile() as output:
        command = Command([sys.executable, "-m", *ACCOUNTS], environment=environment)
        child = await nursery.start(command, output.fileno())
        code = await child.wait()
        output.seek(0)
        lines = output.read().decode().splitlines()
    if code:
        return "\n".join([ready, *lines])
    return f"{ready}\n{report.greeting_accounts(json.loads(lines[-1]))}"
