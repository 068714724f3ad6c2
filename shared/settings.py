"""Everything a process is told from outside: environment variables, read once and checked by type.

Any of them may be given as `<NAME>_FILE` instead, with the path of a file that holds the value: secrets in containers.
A process reads only what it needs, so a relay does not fail for want of the web gateway's settings.
"""

from functools import cached_property
from pathlib import Path

from environs import FileAwareEnv

SERVICES = ("auth", "profile", "review", "notices")


class Settings:
    """The environment with types; each value is read when first asked for.

    Raises `environs.EnvError`, which names the variable, if a value is missing or malformed.
    """

    def __init__(self) -> None:
        self.env = FileAwareEnv(strip_whitespace=True)

    def database_url(self, service: str) -> str:
        """The SQLAlchemy URL of one service's own database."""
        return self.env.str(f"DATABASE_URL_{service.upper()}")

    def api_url(self, service: str) -> str:
        """Where the gateway finds one service's API."""
        return self.env.str(f"{service.upper()}_URL")

    @cached_property
    def redis_url(self) -> str:
        """The broker."""
        return self.env.str("REDIS_URL")

    @cached_property
    def keys_dir(self) -> Path:
        """Where this process finds the keys it was given."""
        return Path(self.env.str("KEYS_DIR"))

    @cached_property
    def files_dir(self) -> Path:
        """Where uploaded files are kept, outside any web root."""
        return Path(self.env.str("FILES_DIR"))

    @cached_property
    def public_url(self) -> str:
        """The address by which people reach the gateway."""
        return self.env.str("PUBLIC_URL", "http://127.0.0.1:8000")

    @cached_property
    def expert_site_url(self) -> str:
        """The partner's address, without a path."""
        return self.env.str("EXPERT_SITE_URL")

    @cached_property
    def system_name(self) -> str:
        """What the system is called on the screen."""
        return self.env.str("SYSTEM_NAME", "职称信息管理系统")

    @cached_property
    def secure_cookies(self) -> bool:
        """Off only where pages are served over plain HTTP: the embedded default on 127.0.0.1."""
        return self.env.bool("SECURE_COOKIES", True)

    @cached_property
    def log_format(self) -> str:
        """`json` for machines, `text` for people who watch."""
        return self.env.str("LOG_FORMAT", "json")


settings = Settings()
