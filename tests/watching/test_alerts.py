"""What alerts and the dashboard ask for exists, each alert has its page, and what a page tells to type can be typed."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from shared.settings import SERVICES, settings
from stack.cli import main
from stack.processes import PROCESSES
from tests.apps import service_app
from tests.chaos.drill.cases import CASES
from tests.chaos.drill.ground import commands
from tests.watching.scraping import scrape
from tests.watching.test_conditions import bearer
from web.app import create_app as web_app

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs/operations/alerts"
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
SCRAPED: dict[str, Any] = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
TRIED: list[dict[str, Any]] = yaml.safe_load((ROOT / "deploy/prometheus/alerts_test.yml").read_text())["tests"]
DASHBOARD: dict[str, Any] = json.loads((ROOT / "deploy/grafana/zhicheng.json").read_text())
PANELS: list[dict[str, Any]] = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
QUERIES = [target["expr"] for panel in PANELS for target in panel["targets"]]
GIVEN_BY_PROMETHEUS = {"up"}
HEADINGS = ("## What it means", "## How to see it", "## What to do", "## How it is tried")

names_in = re.compile(r"\b(?:zhicheng_[a-z_]+|up)\b").findall


def without_suffix(names: set[str]) -> set[str]:
    return {re.sub("_(sum|count|bucket)$", "", name) for name in names}


def test_what_is_asked_for_is_shown_and_what_is_shown_is_asked_for(
    migrated: None, keys: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "stack.json").write_text('{"processes": {}}')
    monkeypatch.setitem(vars(settings), "stack_state", tmp_path / "stack.json")
    services = [scrape(service_app(service).test_client()) for service in SERVICES]
    gateway = scrape(web_app().test_client(), Authorization=bearer())
    shown = {name for each in [*services, gateway] for name in each.names()}
    asked = {name for expression in [*QUERIES, *(rule["expr"] for rule in RULES)] for name in names_in(expression)}

    assert asked - shown == GIVEN_BY_PROMETHEUS
    assert without_suffix(shown) <= without_suffix(asked)


def test_every_http_process_is_scraped_where_it_listens() -> None:
    targets = {
        target: entry["labels"]["service"]
        for job in SCRAPED["scrape_configs"]
        for entry in job["static_configs"]
        for target in entry["targets"]
    }

    listening = [process for process in PROCESSES if process.kind in {"api", "web"}]
    assert targets == {f"{each.name}:{8000 + (each.port_offset or 0)}": each.name for each in listening}
    assert SCRAPED["rule_files"] == ["alerts.yml"]
    assert all(job["job_name"].startswith("zhicheng") for job in SCRAPED["scrape_configs"])


def test_every_alert_is_complete_and_has_its_page_and_no_page_is_without() -> None:
    for rule in RULES:
        assert set(rule) - {"for"} == {"alert", "expr", "labels", "annotations"}, rule
        assert rule["labels"]["severity"] in {"page", "look"}
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["runbook"] == f"docs/operations/alerts/{rule['alert']}.md"
        assert re.fullmatch(r"\d+[smh]", rule.get("for", "0s"))

    assert len({rule["alert"] for rule in RULES}) == len(RULES)
    assert {case["alertname"] for test in TRIED for case in test["alert_rule_test"]} == {
        rule["alert"] for rule in RULES
    }
    assert {page.stem for page in PAGES.glob("*.md")} == {rule["alert"] for rule in RULES}
    assert [case.alert for case in CASES if set(case.cures) - set(commands(case.alert, "What to do"))] == []
    assert {case.alert for case in CASES} == {rule["alert"] for rule in RULES}


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.stem)
def test_a_page_says_what_to_do_in_commands_that_exist(page: Path) -> None:
    text = page.read_text()

    assert re.findall(r"^##? .*", text, re.MULTILINE) == [f"# {page.stem}", *HEADINGS]
    for line in commands_in(text):
        words = shlex.split(line)[1:]
        parse(main, words)
    for test in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text):
        assert f"def {test[1]}" in (ROOT / test[0]).read_text(), test


def commands_in(text: str) -> Iterator[str]:
    """What stands in backticks and begins with the name of our command; capitals stand for what is to be put in."""
    for line in re.findall(r"`(zhicheng [^`]+)`", text):
        yield line.replace("NUMBER", "00000000-0000-0000-0000-000000000007").replace("FILE", __file__)


def parse(command: click.Command, words: list[str]) -> None:
    """Have the real parser read it, without anything being done; raises click's UsageError."""
    context = command.make_context(command.name, words, resilient_parsing=False)
    if isinstance(command, click.Group):
        _, found, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        assert found is not None
        parse(found, rest)


def test_the_dashboard_is_one_that_grafana_reads() -> None:
    assert DASHBOARD["schemaVersion"] >= 36
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len(places)
    for panel in PANELS:
        assert panel["title"]
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        assert all(target["refId"] for target in panel["targets"])
