"""docs/security-tour.md is true: each of its attacks is made on a running system, and answered as it says."""

import os
import re
import subprocess
from pathlib import Path

from stack.layout import Layout
from tests.journeys.clients import OFFSETS
from tests.own_stack import Stack

TOUR = Path(__file__).parents[2] / "docs" / "security-tour.md"
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
ATTACK = re.compile(r"### (\d+)\. (.*?)\n\n```sh\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)
LONGEST_SECONDS = 120


def test_every_attack_is_answered_as_the_tour_says(stack: Stack) -> None:
    text = TOUR.read_text()
    prologue, attacks = BLOCK.findall(text)[0], ATTACK.findall(text)
    services = {name.upper(): f"http://127.0.0.1:{stack.base + offset}" for name, offset in OFFSETS.items()}
    where = {
        "SITE": stack.url,
        "DATA": str(stack.data),
        "BROKER": str(Layout(stack.data, stack.base).valkey_port),
        **services,
    }
    assert [int(number) for number, *_ in attacks] == list(range(1, 34))

    for number, title, commands, expected in attacks:
        done = subprocess.run(
            ["bash", "-c", prologue + commands],
            env=os.environ | where,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
        assert done.stdout == expected, f"{number}. {title}: {done.stderr}"
