"""What goes wrong, chosen by the seed."""

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext

import redis

from tests.chaos.machine import SERVERS, Machine

FURTHEST_SECONDS = 90  # more than a token lives


class Faults:
    """One fault after another; `happened` counts them by kind."""

    def __init__(self, machine: Machine, chance: random.Random, longest: float, only: Collection[str] = ()) -> None:
        self.machine, self.chance, self.longest = machine, chance, longest
        self.happened: Counter[str] = Counter()
        self.began = time.monotonic()
        self.not_back: list[str] = []
        self.kinds: dict[str, tuple[float, Callable[[threading.Event], None]]] = {
            "kill": (12, self._kill),
            "postgres_stop": (2, self._stop_postgres),
            "broker_kill": (2, self._kill_broker),
            "broker_wiped": (1, self._wipe_broker),
            "flushall": (1.5, self._flush),
            "freeze": (4, self._freeze),
            "broker_full": (1, self._fill_broker),
            "partner": (2, self._spoil_partner),
        }
        if machine.isolated:
            self.kinds |= {"cut_off": (3, self._cut_off), "disk_full": (1, self._fill_disk)}
        if machine.clock.can_be_turned:
            self.kinds["clock"] = (2, self._turn_clock)
        self.kinds = {name: kind for name, kind in self.kinds.items() if not only or name in only}

    def next(self, over: threading.Event) -> str:
        """Let one happen, and return its kind; what lasts a while ends early when all is over."""
        names = list(self.kinds)
        name = self.chance.choices(names, [self.kinds[one][0] for one in names])[0]
        try:
            self.kinds[name][1](over)
            self.happened[name] += 1
        except TimeoutError as missing:  # one that did not come back from an earlier fault
            self.not_back.append(str(missing))
        except redis.RedisError:  # the broker is just going down or coming up
            return f"no {name}"
        return name

    @property
    def kills(self) -> int:
        """How often a process was ended by force."""
        return sum(self.happened[name] for name in ("kill", "postgres_stop", "broker_kill", "broker_wiped"))

    def _kill(self, _over: threading.Event) -> None:
        self.machine.kill(self.chance.choice([name for name in self.machine.names if name not in SERVERS]))

    def _stop_postgres(self, _over: threading.Event) -> None:
        self.machine.kill("postgres", self.chance.choice([signal.SIGQUIT, signal.SIGKILL]))

    def _kill_broker(self, _over: threading.Event) -> None:
        self.machine.kill("valkey")

    def _wipe_broker(self, _over: threading.Event) -> None:
        self.machine.wipe_broker()

    def _flush(self, _over: threading.Event) -> None:
        self.machine.process("valkey")
        self.machine.broker.flushall()

    def _freeze(self, over: threading.Event) -> None:
        self._for_a_while(self.machine.frozen(self.chance.choice(self.machine.names)), over)

    def _fill_broker(self, over: threading.Event) -> None:
        self.machine.process("valkey")
        self._for_a_while(self.machine.full_broker(), over)

    def _cut_off(self, over: threading.Event) -> None:
        listening = ["postgres", "valkey", "auth", "profile", "review", "notices", "sandbox"]
        self._for_a_while(self.machine.cut_off(self.chance.choice(listening)), over)

    def _fill_disk(self, over: threading.Event) -> None:
        self._for_a_while(self.machine.full_disk(), over)

    def _turn_clock(self, over: threading.Event) -> None:
        # Not back to before the chaos began: by the time the checker tells what belongs to it.
        back = min(FURTHEST_SECONDS, int(time.monotonic() - self.began))
        self._for_a_while(self.machine.clock.turned(self.chance.randint(-back, FURTHEST_SECONDS)), over)

    def _spoil_partner(self, over: threading.Event) -> None:
        ways = (
            {"fail": {"times": 2, "status": 500}},
            {"fail": {"times": 1, "status": 429, "retry_after": 1}},
            {"slow": {"times": 1, "seconds": 3}},
            {"answer_twice": {"times": 2, "how": self.chance.choice(["drop", "error"])}},
        )
        self.machine.partner(**self.chance.choice(ways))
        self._for_a_while(nullcontext(), over)

    def _for_a_while(self, broken: AbstractContextManager[None], over: threading.Event) -> None:
        seconds = self.chance.uniform(0.5, self.longest)
        with broken:
            over.wait(seconds)
