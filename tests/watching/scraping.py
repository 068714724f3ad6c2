"""Reading /metrics as Prometheus does."""

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}


@dataclass(frozen=True)
class Scrape:
    """What one process told at one moment."""

    text: str

    def value(self, name: str, **labels: str) -> float:
        """The one sample of this name and these labels; 0 for what was never counted, as `increase` takes it."""
        found = [
            sample.value
            for family in text_string_to_metric_families(self.text)
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        ]
        assert len(found) <= 1, f"{name} {labels} is {len(found)} series"
        return found[0] if found else 0.0

    def labels(self, name: str) -> list[dict[str, str]]:
        """The labels of all samples of one name."""
        families = text_string_to_metric_families(self.text)
        return [sample.labels for family in families for sample in family.samples if sample.name == name]

    def names(self) -> set[str]:
        """Every name that can be asked for, whether or not anything was counted yet."""
        families: Any = text_string_to_metric_families(self.text)
        return {family.name + suffix for family in families for suffix in SUFFIXES.get(family.type, ())}


def scrape(client: FlaskClient, **headers: str) -> Scrape:
    """Ask an application for its metrics."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    return Scrape(answer.text)
