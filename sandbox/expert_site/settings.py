"""What the site is told by its environment."""

import os
from pathlib import Path

from flask import current_app

from sandbox.expert_site.problems import Problem


class SettingMissing(RuntimeError):
    """The environment lacks something without which the site can't start."""


def from_environment() -> dict[str, object]:
    """The settings as Flask's configuration; raises SettingMissing with the name to set."""
    directory = Path(_required("SANDBOX_DIR"))
    directory.mkdir(parents=True, exist_ok=True)
    secret_file = os.environ.get("EXPERT_SITE_SECRET_FILE") or Path(_required("KEYS_DIR")) / "expert-site.secret"
    return {
        "DATABASE": directory / "expert-site.sqlite3",
        "SECRET_FILE": Path(secret_file),
        # Where people reach the site, if that isn't the address the deliveries come in at (containers).
        "PUBLIC_URL": os.environ.get("EXPERT_SITE_PUBLIC_URL", "").rstrip("/"),
    }


def webhook_secrets() -> list[str]:
    """The secrets shared with the sender, one a line; read each time, so that rotation needs no restart.

    Raises a 503 Problem where there is none (yet).
    """
    path: Path = current_app.config["SECRET_FILE"]
    secrets = path.read_text().split() if path.exists() else []
    if not secrets:
        raise Problem(503, "no_secret", "尚未配置签名密钥，暂时无法接收。")
    return secrets


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise SettingMissing(f"set {name}")
    return value
