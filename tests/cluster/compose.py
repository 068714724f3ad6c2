"""docker-compose.yml as an engine reads it: what each container runs, as whom, told what, with which places."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?:(?P<unless>:?[-?])(?P<otherwise>[^}]*))?\}")
EXAMPLE = re.compile(r"^(\w+)=(.*)$", re.MULTILINE)
HEALTH = re.compile(r"127\.0\.0\.1:(\d+)(/\w+)?")


class NotSet(ValueError):
    """A variable that has to be set is not; the message is the one in the file."""


@dataclass(frozen=True)
class Container:
    """One service of the file, with every variable in its place."""

    name: str
    user: str
    command: list[str]
    environment: dict[str, str]
    secrets: dict[str, str]  # under which name, which one
    binds: dict[str, str]  # where in the container, what of this repository
    volumes: dict[str, str]  # where in the container, the volume's name
    temporary: list[str]
    port: int | None  # where it is asked whether it is well
    health: str


def example() -> dict[str, str]:
    """The settings of production as `.env.example` gives them."""
    return dict(EXAMPLE.findall((ROOT / ".env.example").read_text()))


def containers(settings: Mapping[str, str]) -> dict[str, Container]:
    """All of them but those of a profile that only watches or sets up. Raises NotSet."""
    told = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    wanted = {name: one for name, one in told.items() if set(one.get("profiles", ())) <= {"sandbox"}}
    return {name: _container(name, filled_in(one, settings)) for name, one in wanted.items()}


def _container(name: str, told: dict[str, Any]) -> Container:
    mounted = [volume.split(":") for volume in told.get("volumes", ())]
    test = " ".join(told.get("healthcheck", {}).get("test", ()))
    asked = HEALTH.search(test)
    return Container(
        name,
        told["user"],
        [str(word) for word in told.get("command", ())],
        {key: str(value) for key, value in told.get("environment", {}).items()},
        dict(map(_secret, told.get("secrets", ()))),
        {place[1]: place[0] for place in mounted if place[0].startswith(".")},
        {place[1]: place[0] for place in mounted if not place[0].startswith(".")},
        [place.partition(":")[0].replace("/var/run/", "/run/") for place in told.get("tmpfs", ())],
        int(asked[1]) if asked else None,
        asked[2] or "/readyz" if asked else "",
    )


def _secret(told: str | dict[str, str]) -> tuple[str, str]:
    return (told, told) if isinstance(told, str) else (told["target"], told["source"])


def filled_in(told: Any, settings: Mapping[str, str]) -> Any:
    """The same with every variable in its place. Raises NotSet."""
    if isinstance(told, dict):
        return {key: filled_in(value, settings) for key, value in told.items()}
    if isinstance(told, list):
        return [filled_in(value, settings) for value in told]
    return VARIABLE.sub(lambda found: _value(found, settings), told) if isinstance(told, str) else told


def _value(found: re.Match[str], settings: Mapping[str, str]) -> str:
    if found[0] == "$$":
        return "$"
    unless, value = found["unless"] or "", settings.get(found["name"])
    if value is None or (unless.startswith(":") and not value):
        if unless.endswith("?"):
            raise NotSet(f"{found['name']}: {found['otherwise']}")
        return found["otherwise"] or ""
    return value
