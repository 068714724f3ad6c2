"""What becomes of old messages in a restored stack: run with its environment, prints a JSON object.

The argument is a file of messages as they lay in the old broker, one in base64 on each line.
"""

import base64
import json
import random
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from kombu.exceptions import DecodeError

from shared.messaging.envelope import loads
from stack.reconcile import reconcile
from tests.agreement.post import PLACES, carry, carry_again


def main() -> None:
    old = [base64.b64decode(line) for line in Path(sys.argv[1]).read_text().splitlines()]
    believed = sum(_believed(one) for one in old)
    carry_again(disorder=random.Random(7).shuffle)
    carry()
    carry_again(disorder=list.reverse)
    sides = {service: side(service) for service in PLACES}
    sys.stdout.write(json.dumps({"old": len(old), "believed": believed, "stands": reconcile(sides)}))


def side(service: str) -> Any:
    """What a service says of its things, by its own command; logs come before it."""
    command = import_module(f"services.{service}.cli").cli
    return json.loads(CliRunner().invoke(command, ["reconcile"]).stdout.splitlines()[-1])


def _believed(message: bytes) -> bool:
    try:
        loads(message)
    except DecodeError:
        return False
    return True


if __name__ == "__main__":
    main()
