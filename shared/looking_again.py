"""What a process knows of something that is set elsewhere: asked for again now and then, by whoever comes along."""

import time
from collections.abc import Callable
from threading import Lock

NEVER = float("-inf")


class LookingAgain:
    """Asks at most every so many seconds, one thread at a time; while whom it asks is away, what is known stays."""

    def __init__(self, every: float, ask: Callable[[], None], away: type[Exception]) -> None:
        self.every = every
        self.ask = ask
        self.away = away
        self.asked_at = NEVER
        self.lock = Lock()

    def look(self) -> None:
        """Ask, unless that was done just now or is being done. `away` is not raised: who needs the answer says so."""
        if time.monotonic() - self.asked_at < self.every or not self.lock.acquire(blocking=False):
            return
        try:
            self.ask()
        except self.away:
            pass
        finally:
            self.asked_at = time.monotonic()
            self.lock.release()

    def doubt(self) -> None:
        """Ask again at the next opportunity: something was set here just now."""
        self.asked_at = NEVER
