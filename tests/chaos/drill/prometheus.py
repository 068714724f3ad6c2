"""Prometheus itself over the stack that is tried, with the rules as shipped; only its minutes are shorter."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml

from stack.child import wait_until
from stack.layout import Layout
from stack.ports import free_base

ROOT = Path(__file__).parents[3]
FETCHED = ROOT / ".venv/share/prometheus/prometheus"
# A minute of the rules in seconds here: short enough to wait for, and many scrapes long all the same.
MINUTE = 4.0
SCRAPES = "1s"
START_SECONDS = 60.0
LOOKED_AT = "up == 1"
UNITS = {"s": MINUTE / 60, "m": MINUTE, "h": MINUTE * 60}


class Prometheus:
    """One that runs; it is asked which alerts fire."""

    def __init__(self, url: str) -> None:
        self.url = url

    def firing(self) -> set[str]:
        """The names of the alerts that fire now."""
        answer = httpx.get(f"{self.url}/api/v1/alerts", timeout=10, trust_env=False).json()
        return {one["labels"]["alertname"] for one in answer["data"]["alerts"] if one["state"] == "firing"}

    def has_looked(self) -> bool:
        """Whether it has seen each part once: what was counted before that is no increase."""
        parts = sum(len(job["static_configs"]) for job in shipped("prometheus.yml")["scrape_configs"])
        try:
            answer = httpx.get(f"{self.url}/api/v1/query", params={"query": LOOKED_AT}, timeout=1, trust_env=False)
        except httpx.HTTPError:
            return False
        return answer.is_success and len(answer.json()["data"]["result"]) >= parts


@contextmanager
def prometheus(layout: Layout) -> Iterator[Prometheus]:
    """One for this stack alone, as long as the block lasts; `stack/setup/debian.sh` fetches it."""
    with tempfile.TemporaryDirectory(prefix="zhicheng-prometheus-") as name:
        folder, address = Path(name), f"127.0.0.1:{free_base()}"
        (folder / "alerts.yml").write_text(yaml.safe_dump(hurried(shipped("alerts.yml"))))
        (folder / "prometheus.yml").write_text(yaml.safe_dump(looking_at(layout)))
        options = (f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data")
        command = [str(FETCHED), *options, f"--web.listen-address={address}", "--log.level=error"]
        process = subprocess.Popen(command, stdout=sys.stderr)
        try:
            asked = Prometheus(f"http://{address}")
            assert wait_until(asked.has_looked, START_SECONDS, 0.2), "Prometheus does not get ready"
            yield asked
        finally:
            process.terminate()
            process.wait()


def hurried(groups: Any) -> Any:
    """The same rules with a minute of `MINUTE` seconds: how long, over which time, and how old."""
    for rule in (rule for group in groups["groups"] for rule in group["rules"]):
        rule["expr"] = re.sub(r"\[(\d+)([smh])\]", lambda found: f"[{shorter(*found.groups())}]", rule["expr"])
        rule["expr"] = re.sub(r"(_seconds > )(\d+)", lambda age: f"{age[1]}{int(age[2]) * UNITS['s']}", rule["expr"])
        if "for" in rule:
            rule["for"] = shorter(rule["for"][:-1], rule["for"][-1])
    return groups


def shorter(number: str, unit: str) -> str:
    """A length of time as Prometheus writes it, with our minutes: `shorter("5", "m")` is `"15000ms"`."""
    return f"{int(float(number) * UNITS[unit] * 1000)}ms"


def shipped(name: str) -> Any:
    """What a file of deploy/prometheus says."""
    return yaml.safe_load((ROOT / "deploy/prometheus" / name).read_text())


def looking_at(layout: Layout) -> Any:
    """The same with the addresses and the key of this stack, looking more often."""
    settings = shipped("prometheus.yml")
    settings["global"] = {"scrape_interval": SCRAPES, "scrape_timeout": SCRAPES, "evaluation_interval": SCRAPES}
    for job in settings["scrape_configs"]:
        for target in job["static_configs"]:
            target["targets"] = [layout.address_of(target["labels"]["service"])]
        if "authorization" in job:
            job["authorization"]["credentials_file"] = str(layout.keys / "metrics.key")
    return settings
