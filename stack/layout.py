"""Where a stack keeps its things and on which ports it listens: all of it follows from one folder and one number."""

from dataclasses import dataclass
from pathlib import Path

from stack.ports import POSTGRES_OFFSET, VALKEY_OFFSET
from stack.processes import PROCESSES, Process


@dataclass(frozen=True)
class Layout:
    """One stack: its folder and its base port."""

    data: Path
    base: int

    @property
    def keys(self) -> Path:
        """All key files, those of every process: in production each is given only its own."""
        return self.data / "keys"

    @property
    def files(self) -> Path:
        """What people have uploaded."""
        return self.data / "files"

    @property
    def text_messages(self) -> Path:
        """Text messages that wait for somebody to send them."""
        return self.data / "text-messages"

    @property
    def sandbox(self) -> Path:
        """The expert site sandbox's own storage."""
        return self.data / "sandbox"

    @property
    def audit_heads(self) -> Path:
        """The signed heads of the audit logs."""
        return self.data / "audit-heads"

    @property
    def progress(self) -> Path:
        """Signs of workers and relays that they get on."""
        return self.data / "progress"

    @property
    def metrics(self) -> Path:
        """What those who answer requests have counted, in a folder for each."""
        return self.data / "metrics"

    @property
    def logs(self) -> Path:
        """One file for each process."""
        return self.data / "logs"

    @property
    def state(self) -> Path:
        """What the stack tells of itself."""
        return self.data / "stack.json"

    @property
    def environment(self) -> Path:
        """The environment of the running stack, for the commands that speak of it; it holds passwords."""
        return self.data / "secrets" / "environment.json"

    @property
    def demo_loaded(self) -> Path:
        """Is there once the demo data is."""
        return self.data / "demo-loaded"

    @property
    def postgres_port(self) -> int:
        """The embedded PostgreSQL's."""
        return self.base + POSTGRES_OFFSET

    @property
    def valkey_port(self) -> int:
        """The embedded Valkey's."""
        return self.base + VALKEY_OFFSET

    @property
    def url(self) -> str:
        """Where people find the product."""
        return f"http://127.0.0.1:{self.base}"

    def address(self, process: Process) -> str:
        """Where a process listens; empty if it doesn't."""
        return "" if process.port_offset is None else f"127.0.0.1:{self.base + process.port_offset}"

    def make_folders(self) -> None:
        """Make the folders that the processes expect to be there."""
        for folder in (self.data, self.files, self.sandbox, self.logs, self.progress):
            folder.mkdir(parents=True, exist_ok=True)

    def address_of(self, name: str) -> str:
        """Where the process of this name listens."""
        return next(self.address(process) for process in PROCESSES if process.name == name)
