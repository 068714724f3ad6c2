"""What a size of the system needs: `python -m tests.performance.capacity`, for docs/operations/capacity.md.

Requests of a submission × processor time of a request × the share of submissions in the busiest hour. Each number says
where it comes from; what nobody has measured is called assumed, and is to be replaced when somebody has.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

STAGES = (10_000, 200_000, 2_000_000)

# Measured (docs/operations/capacity.md says where and how):
PAGES = 703  # answered for one person who fills in a whole record and submits it; 402 are pages of proofs as pictures
SECONDS_OF_OURS = 17.9  # processor time of all our processes for it, but for those that check files and draw previews
SECONDS_OF_POSTGRES = 1.6
GATEWAY_SHARE = 0.24  # by the time that its answers take longer than those of the services that it asks
AUDIT_ROW_BYTES = 610  # with its indexes (docs/decisions/0024-audit-log.md)
ARCHIVED_ROW_BYTES = 140  # packed: 50,000 made-up rows, docs/operations/capacity.md
AUDIT_ROWS_A_PERSON = 20  # a year: 40 million rows for a province (the same)

# Processor milliseconds of a request, PostgreSQL and broker included (docs/performance.md, eight people at once):
COST_MS = {
    "record page": 24.1,
    "notices": 22.3,
    "request list": 10.8,
    "one section page": 21.8,
    "save a section": 69.6,
    "autosave": 11.4,
    "submit, take back": 118.1,
    "file up": 10.7,
    "login page": 3.3,
    "sign-in": 46.5,
}
TURNED_AWAY_MS = 1.0
IDLE_MS_A_SECOND = 32.0

# Assumed:
ON_THE_LAST_DAY = 0.15  # of all submissions of a window
IN_ITS_BUSIEST_HOUR = 0.15
BUSY = 0.6  # of a processor, so that waiting stays short
DATABASE_KILOBYTES = 60  # a person's record, snapshots, cases, messages
DATABASE_GROWTH = 0.5  # of that, each year
FILE_MEGABYTES = 15  # of proofs, a person
PROCESSES_OF_A_POD = 2  # WEB_CONCURRENCY
CORES_OF_A_HOST = 16
CONNECTIONS_OF_A_PROCESS = 9  # one for each thread and one to spare; the pool allows 16


@dataclass(frozen=True)
class Need:
    """What so many people need in the busiest hour, and after five years."""

    people: int

    @property
    def submissions_a_second(self) -> float:
        """In the busiest hour of the last day."""
        return self.people * ON_THE_LAST_DAY * IN_ITS_BUSIEST_HOUR / 3600

    @property
    def pages_a_second(self) -> float:
        """The same in pages."""
        return self.submissions_a_second * PAGES

    def cores(self, seconds: float) -> int:
        """Processors for what takes so many seconds of one for each submission."""
        return ceil(self.submissions_a_second * seconds / BUSY)

    @property
    def of_gateways(self) -> int:
        """Processors that the gateways keep busy."""
        return self.cores(SECONDS_OF_OURS * GATEWAY_SHARE)

    @property
    def of_services(self) -> int:
        """Those of the APIs, workers and relays."""
        return self.cores(SECONDS_OF_OURS * (1 - GATEWAY_SHARE))

    @property
    def of_postgres(self) -> int:
        """Those of PostgreSQL."""
        return self.cores(SECONDS_OF_POSTGRES)

    @property
    def connections(self) -> int:
        """To PostgreSQL: a process of an API is one processor's worth, and each service has two at least."""
        return max(8, self.of_services) * CONNECTIONS_OF_A_PROCESS

    @property
    def hosts(self) -> int:
        """For our processes, with one to spare where one is not enough; PostgreSQL, Redis and files beside."""
        cores = self.of_gateways + self.of_services
        return 1 if cores <= CORES_OF_A_HOST // 2 else ceil(cores / CORES_OF_A_HOST) + 1

    @property
    def database_gigabytes(self) -> int:
        """After five years, with the year of the audit log that stays there, and the month that is next to go."""
        rest = DATABASE_KILOBYTES * 1e3 * (1 + 5 * DATABASE_GROWTH)
        return ceil(self.people * (rest + 13 / 12 * AUDIT_ROWS_A_PERSON * AUDIT_ROW_BYTES) / 1e9)

    @property
    def archive_gigabytes(self) -> int:
        """The other four years of the audit log, in files."""
        return ceil(self.people * 4 * AUDIT_ROWS_A_PERSON * ARCHIVED_ROW_BYTES / 1e9)

    @property
    def file_gigabytes(self) -> int:
        """After five years, if proofs are added as records are."""
        return ceil(self.people * FILE_MEGABYTES * (1 + 5 * DATABASE_GROWTH) / 1e3)


def predicted_seconds(served: Counter[str], turned_away: int, lasting: float) -> float:
    """Processor seconds for so many requests of each kind in a stack that runs for so long."""
    answers = sum(number * COST_MS[kind] for kind, number in served.items())
    return (answers + turned_away * TURNED_AWAY_MS + lasting * IDLE_MS_A_SECOND) / 1000


def table() -> str:
    """The needs of all stages, as Markdown."""
    needs = [Need(people) for people in STAGES]
    rows = {
        "submissions a second": [f"{need.submissions_a_second:.2f}" for need in needs],
        "pages a second": [f"{need.pages_a_second:,.0f}" for need in needs],
        "processors: gateways": [need.of_gateways for need in needs],
        "processors: APIs, workers, relays": [need.of_services for need in needs],
        "processors: PostgreSQL": [need.of_postgres for need in needs],
        "hosts of 16 processors for our processes": [need.hosts for need in needs],
        "connections to PostgreSQL": [need.connections for need in needs],
        "databases after five years, GB": [f"{need.database_gigabytes:,}" for need in needs],
        "archived audit log after five years, GB": [f"{need.archive_gigabytes:,}" for need in needs],
        "files after five years, GB": [f"{need.file_gigabytes:,}" for need in needs],
    }
    return markdown(rows)


def markdown(rows: Mapping[str, Iterable[object]]) -> str:
    """Lines with a figure for each stage."""
    lines = [f"| people | {' | '.join(f'{people:,}' for people in STAGES)} |", f"|---|{'---|' * len(STAGES)}"]
    return "\n".join([*lines, *(f"| {name} | {' | '.join(map(str, row))} |" for name, row in rows.items())])


if __name__ == "__main__":
    print(table())
