"""Everything a process is told from outside: environment variables, read once and checked by type.

Any of them may be given as `<NAME>_FILE` instead, with the path of a file that holds the value: secrets in containers.
A process reads only what it needs, so a relay does not fail for want of the web gateway's settings.
"""

from functools import cached_property
from pathlib import Path

from environs import FileAwareEnv
from marshmallow.validate import Length, OneOf, Range

SERVICES = ("auth", "profile", "review", "notices")


class Settings:
    """The environment with types; each value is read when first asked for.

    Raises `environs.EnvError`, which names the variable, if a value is missing or malformed.
    """

    def __init__(self) -> None:
        self.env = FileAwareEnv(strip_whitespace=True)

    def database_url(self, service: str) -> str:
        """The SQLAlchemy URL of one service's own database."""
        return self.database_urls(service)[0]

    def database_urls(self, service: str) -> list[str]:
        """The same, read each time; two lines, the old one first, while the password is changed."""
        return self.env.str(f"DATABASE_URL_{service.upper()}").split()

    def api_url(self, service: str) -> str:
        """Where the gateway finds one service's API."""
        return self.env.str(f"{service.upper()}_URL")

    @property
    def redis_url(self) -> str:
        """The broker; read each time, since its password changes."""
        return self.env.str("REDIS_URL")

    @cached_property
    def is_production(self) -> bool:
        """Whether people's real data are here: then nothing starts with settings that are only good for a trial."""
        return self.env.str("DEPLOYMENT", "trial", validate=OneOf(("trial", "production"))) == "production"

    @cached_property
    def keys_dir(self) -> Path:
        """Where this process finds the keys it was given."""
        return Path(self.env.str("KEYS_DIR"))

    @cached_property
    def files_dir(self) -> Path:
        """Where uploaded files are kept, outside any web root."""
        return Path(self.env.str("FILES_DIR"))

    @cached_property
    def file_store(self) -> str:
        """`local`: uploaded files lie in `FILES_DIR`; `s3`: in a bucket, which the next five name."""
        return self.env.str("FILE_STORE", "local", validate=OneOf(("local", "s3")))

    @cached_property
    def s3_endpoint(self) -> str:
        """The address of the S3 store."""
        return self.env.str("S3_ENDPOINT")

    @cached_property
    def s3_region(self) -> str:
        """Its region, and that of the audit logs' store; stores of one's own mostly do not mind."""
        return self.env.str("S3_REGION", "us-east-1")

    @cached_property
    def s3_bucket(self) -> str:
        """The bucket, which has to exist."""
        return self.env.str("S3_BUCKET")

    @cached_property
    def s3_access_key(self) -> str:
        """Who we are to the store."""
        return self.env.str("S3_ACCESS_KEY")

    @cached_property
    def s3_secret_key(self) -> str:
        """By what the store knows us."""
        return self.env.str("S3_SECRET_KEY")

    @cached_property
    def file_quota_mb(self) -> int:
        """How many megabytes of files one person may keep."""
        return self.env.int("FILE_QUOTA_MB", 200)

    @cached_property
    def unreferenced_file_hours(self) -> int:
        """How long an uploaded file may be referred to by nothing before it is collected."""
        return self.env.int("UNREFERENCED_FILE_HOURS", 24)

    @cached_property
    def reminder_days(self) -> list[int]:
        """How many days before a collection window closes people are reminded; 0 is its last day."""
        return self.env.list("REMINDER_DAYS", [7, 3, 1, 0], subcast=int, validate=Length(min=1))

    @cached_property
    def unused_days(self) -> int:
        """After how many days without a sign-in an account is disabled."""
        return self.env.int("UNUSED_DAYS", 365, validate=Range(min=30))

    @cached_property
    def unused_days_of_staff(self) -> int:
        """The same for those who review or administer (等保 8.1.4.2)."""
        return self.env.int("UNUSED_DAYS_OF_STAFF", 90, validate=Range(min=30))

    @cached_property
    def clamd_address(self) -> str:
        """Where the virus scanner clamd listens, `host:port` or the path of its socket; empty: nothing is scanned."""
        return self.env.str("CLAMD_ADDRESS", "")

    @cached_property
    def public_url(self) -> str:
        """The address by which people reach the gateway."""
        return self.env.str("PUBLIC_URL", "http://127.0.0.1:8000")

    @cached_property
    def expert_site_url(self) -> str:
        """The partner's address, without a path."""
        return self.env.str("EXPERT_SITE_URL")

    @cached_property
    def progress_dir(self) -> Path | None:
        """Where workers and relays leave signs that they get on; none: nowhere."""
        folder = self.env.str("PROGRESS_DIR", "")
        return Path(folder) if folder else None

    @cached_property
    def otlp_endpoint(self) -> str:
        """A collector of OpenTelemetry, `http://host:4318`; empty: no traces."""
        return self.env.str("OTEL_EXPORTER_OTLP_ENDPOINT", "")

    @cached_property
    def stack_state(self) -> Path | None:
        """Where the supervisor of the embedded system tells how its processes are; none: others supervise them."""
        file = self.env.str("STACK_STATE", "")
        return Path(file) if file else None

    @cached_property
    def audit_store(self) -> str:
        """`local`: signed heads and archives of the audit logs lie in `AUDIT_HEADS_DIR`; `s3`: in the bucket below."""
        return self.env.str("AUDIT_STORE", "local", validate=OneOf(("local", "s3")))

    @cached_property
    def audit_s3_endpoint(self) -> str:
        """The address of their S3 store, best another one than that of files."""
        return self.env.str("AUDIT_S3_ENDPOINT")

    @cached_property
    def audit_s3_bucket(self) -> str:
        """Their bucket, in which nothing else lies; it has to exist."""
        return self.env.str("AUDIT_S3_BUCKET")

    @cached_property
    def audit_s3_access_key(self) -> str:
        """Who we are there: a relay writes, others only read."""
        return self.env.str("AUDIT_S3_ACCESS_KEY")

    @cached_property
    def audit_s3_secret_key(self) -> str:
        """By what that store knows us."""
        return self.env.str("AUDIT_S3_SECRET_KEY")

    @cached_property
    def audit_heads_dir(self) -> Path | None:
        """Their folder, best on another machine; none: nowhere."""
        folder = self.env.str("AUDIT_HEADS_DIR", "")
        return Path(folder) if folder else None

    @cached_property
    def system_name(self) -> str:
        """What the system is called on the screen."""
        return self.env.str("SYSTEM_NAME", "职称信息管理系统")

    @cached_property
    def secure_cookies(self) -> bool:
        """Off only where pages are served over plain HTTP: the embedded default on 127.0.0.1."""
        return self.env.bool("SECURE_COOKIES", True)

    @cached_property
    def gateway_host(self) -> str:
        """The gateway's name or address, from which alone services believe where a browser is."""
        return self.env.str("GATEWAY_HOST", "127.0.0.1")

    @cached_property
    def proxy_hops(self) -> int:
        """How many proxies of our own stand before the gateway: so many X-Forwarded-For entries are believed."""
        return self.env.int("PROXY_HOPS", 0, validate=Range(0, 5))

    @cached_property
    def session_hours(self) -> int:
        """After how many hours a session ends, in use or not."""
        return self.env.int("SESSION_HOURS", 12, validate=Range(1, 24))

    @cached_property
    def session_idle_minutes(self) -> int:
        """How long a professional's session may be left alone."""
        return self.env.int("SESSION_IDLE_MINUTES", 30, validate=Range(5, 120))

    @cached_property
    def staff_idle_minutes(self) -> int:
        """How long the session of somebody who sees or decides about others may be left alone."""
        return self.env.int("STAFF_IDLE_MINUTES", 15, validate=Range(5, 60))

    @cached_property
    def sign_in_failures_per_address(self) -> int:
        """After how many failures in a quarter of an hour an address has to wait, longer after each."""
        return self.env.int("SIGN_IN_FAILURES_PER_ADDRESS", 60, validate=Range(5))

    @cached_property
    def sign_in_failures_per_minute(self) -> int:
        """After how many failures everywhere in a minute each address has only one free."""
        return self.env.int("SIGN_IN_FAILURES_PER_MINUTE", 600, validate=Range(10))

    @cached_property
    def searches_per_minute(self) -> int:
        """How often one person may look for something in a minute, by each process."""
        return self.env.int("SEARCHES_PER_MINUTE", 120, validate=Range(10))

    @cached_property
    def exports_per_hour(self) -> int:
        """How often one person may take a list along as a file in an hour, by each process."""
        return self.env.int("EXPORTS_PER_HOUR", 60, validate=Range(5))

    @cached_property
    def staff_second_factor(self) -> str:
        """Codes of a phone for those who see or decide about others: `off`, `optional`, `required`."""
        return self.env.str("STAFF_SECOND_FACTOR", "off", validate=OneOf(("off", "optional", "required")))

    @cached_property
    def password_policy(self) -> str:
        """Which rules passwords follow until an administrator sets others.

        `mlps3` is 等保三级 (kinds of characters, an age, none of the last five), `asvs` is OWASP ASVS.
        """
        return self.env.str("PASSWORD_POLICY", "asvs", validate=OneOf(("asvs", "mlps3")))

    @cached_property
    def smtp_host(self) -> str:
        """The mail server; empty: no mail is sent."""
        return self.env.str("SMTP_HOST", "")

    @cached_property
    def smtp_port(self) -> int:
        """Where it listens."""
        return self.env.int("SMTP_PORT", 587)

    @cached_property
    def smtp_security(self) -> str:
        """`starttls`, `tls`, or `none` for a server on the same machine."""
        return self.env.str("SMTP_SECURITY", "starttls", validate=OneOf(("starttls", "tls", "none")))

    @cached_property
    def smtp_user(self) -> str:
        """As whom we sign in there; empty: not at all."""
        return self.env.str("SMTP_USER", "")

    @cached_property
    def smtp_password(self) -> str:
        """By what it knows us."""
        return self.env.str("SMTP_PASSWORD", "")

    @cached_property
    def mail_from(self) -> str:
        """The address that mails come from."""
        return self.env.str("MAIL_FROM", "no-reply@localhost")

    @cached_property
    def sms_outbox(self) -> str:
        """The folder in which text messages are put as files; empty: there are none."""
        return self.env.str("SMS_OUTBOX", "")

    @cached_property
    def log_format(self) -> str:
        """`json` for machines, `text` for people who watch."""
        return self.env.str("LOG_FORMAT", "json")


settings = Settings()
