"""How the processes of the embedded system are, as their supervisor tells in a file; in containers others tell it."""

import json
from collections.abc import Iterator
from pathlib import Path

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


class Supervised(Collector):
    """Every process of the stack: whether it is ready, and how often it had to be started again."""

    def __init__(self, told: Path | None) -> None:
        self._told = told

    def collect(self) -> Iterator[Metric]:
        """Read the file, which is replaced as a whole whenever something changes."""
        if self._told is None:
            return
        ready = GaugeMetricFamily("zhicheng_process_ready", "Whether a process is ready", labels=["process"])
        restarts = CounterMetricFamily(
            "zhicheng_process_restarts", "How often a process was started again after its end", labels=["process"]
        )
        for name, process in json.loads(self._told.read_text())["processes"].items():
            ready.add_metric([name], process["state"] == "ready")
            restarts.add_metric([name], process["restarts"])
        yield ready
        yield restarts
