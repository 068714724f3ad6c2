"""What processes have used: CPU with that of their ended children, and memory."""

from collections.abc import Iterable

import psutil

Roots = Iterable[psutil.Process]


def cpu_ms(roots: Roots) -> float:
    """User and system time of these processes and all below them; what ended is counted by its parent."""
    total = 0.0
    for process in _all(roots):
        try:
            total += sum(process.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return total * 1000


def memory_mb(roots: Roots) -> float:
    """Memory of all of them, what they share counted once (PSS)."""
    return sum(process.memory_full_info().pss for process in _all(roots)) / 1024 / 1024


def _all(roots: Roots) -> list[psutil.Process]:
    return [process for root in roots for process in (root, *root.children(recursive=True))]
