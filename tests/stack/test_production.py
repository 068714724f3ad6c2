"""In production no process starts with settings that nobody may run with; a trial may."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared.keys import make_keys

GOOD = {
    "DEPLOYMENT": "production",
    "SECURE_COOKIES": "true",
    "STAFF_SECOND_FACTOR": "required",
    "PUBLIC_URL": "https://zhicheng.example.gov.cn",
    "EXPERT_SITE_URL": "https://experts.example.org.cn",
    "DATABASE_URL_AUTH": "postgresql+psycopg://auth:k3Vx0-qPz7LmN2sRt9@db/auth",
    "REDIS_URL": "redis://:k3Vx0-qPz7LmN2sRt9@redis:6379/0",
    "SMTP_HOST": "mail.example.gov.cn",
    "SMTP_SECURITY": "tls",
}
BAD = {
    "a debugger": ("FLASK_DEBUG", "1"),
    "plain cookies": ("SECURE_COOKIES", "false"),
    "no second factor": ("STAFF_SECOND_FACTOR", "optional"),
    "a plain address": ("PUBLIC_URL", "http://zhicheng.example.gov.cn"),
    "a plain partner": ("EXPERT_SITE_URL", "http://experts.example.org.cn"),
    "a database without a password": ("DATABASE_URL_AUTH", "postgresql+psycopg://auth@db/auth"),
    "a database with a short password": ("DATABASE_URL_AUTH", "postgresql+psycopg://auth:postgres@db/auth"),
    "a broker with a simple password": ("REDIS_URL", "redis://:aaaaaaaaaaaaaaaaaaaaaaaa@redis:6379/0"),
    "plain mail": ("SMTP_SECURITY", "none"),
    "a store with its first password": ("S3_SECRET_KEY", "minioadmin"),
}
ENTRIES = {
    "service": "from services.auth.app import create_app; create_app()",
    "worker": "import services.auth.worker",
    "gateway": "from web.app import create_app; create_app()",
    "relay": "import sys; sys.argv[1:] = ['auth']; from shared.messaging.relay import main; main()",
}
CHECK = "from shared.production import refuse_what_is_unsafe; refuse_what_is_unsafe()"


@pytest.fixture
def keys_dir(tmp_path: Path) -> Path:
    make_keys(tmp_path / "keys")
    return tmp_path / "keys"


def started(keys_dir: Path, code: str = CHECK, **changes: str) -> subprocess.CompletedProcess[str]:
    """What becomes of a process with good settings but for the changes."""
    environment = {"PATH": os.environ["PATH"], "KEYS_DIR": str(keys_dir), **GOOD, **changes}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


def test_with_good_settings_it_starts(keys_dir: Path) -> None:
    assert started(keys_dir).returncode == 0


@pytest.mark.parametrize(("name", "value"), BAD.values(), ids=BAD)
def test_each_bad_setting_is_named_and_ends_the_start(keys_dir: Path, name: str, value: str) -> None:
    ended = started(keys_dir, **{name: value})

    assert ended.returncode == 1
    assert name in ended.stderr.splitlines()[1]
    assert started(keys_dir, **{name: value, "DEPLOYMENT": "trial"}).returncode == 0


def test_all_faults_are_named_at_once_and_no_password_with_them(keys_dir: Path) -> None:
    refused = started(keys_dir, REDIS_URL="redis://:hunter2@redis:6379/0", S3_SECRET_KEY="hunter2").stderr

    assert refused.count("\n  - ") == 2
    assert "hunter2" not in refused


def test_keys_that_others_read_or_that_are_no_random_bytes_end_the_start(keys_dir: Path) -> None:
    (keys_dir / "web.key").chmod(0o644)
    (keys_dir / "index.key").write_bytes(base64.b64encode(bytes(32)))

    refused = started(keys_dir).stderr

    assert "web.key 可被其他用户读取" in refused
    assert "index.key 的内容不是随机生成的" in refused


def test_keys_within_the_program_end_the_start(tmp_path: Path) -> None:
    assert "在程序目录之内" in started(Path(__file__).parents[2] / "keys").stderr


@pytest.mark.parametrize("code", ENTRIES.values(), ids=ENTRIES)
def test_every_kind_of_process_asks(keys_dir: Path, code: str) -> None:
    ended = started(keys_dir, code, FLASK_DEBUG="1")

    assert ended.returncode == 1
    assert "拒绝启动" in ended.stderr


def test_accounts_with_passwords_that_everybody_knows_are_not_made(keys_dir: Path) -> None:
    ended = started(keys_dir, "from services.auth.cli import cli; cli(['demo'])")

    assert ended.returncode == 1
    assert "不装入演示数据" in ended.stderr
