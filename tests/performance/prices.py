"""What a size of the system costs a month: `python -m tests.performance.prices --processor 90 --memory 25`.

The prices are assumptions of the order of a Chinese public cloud's list prices in yuan; put your own in.
"""

import argparse
from dataclasses import asdict, dataclass
from math import ceil

from tests.performance.capacity import CORES_OF_A_HOST, STAGES, Need, markdown

MEMORY_OF_A_CORE = 4  # gigabytes, as such hosts are let
FEWEST_HOSTS = 3  # of ours, where one is not enough: one may be lost and one replaced
SMALL_HOST = 8  # processors of a single machine, and the step in which PostgreSQL's grow
OTHERS = 2 * 4  # two hosts of four for nginx, Redis and the watching
DISK_ROOM = 1.5  # of what the databases hold: the log, and room to grow
BACKUPS = 2.0  # of the databases, packed, in the store


@dataclass(frozen=True)
class Prices:
    """Yuan a month."""

    processor: float = 90
    memory: float = 25  # a gigabyte
    disk: float = 1.0  # a gigabyte of SSD
    store: float = 0.12  # a gigabyte of an S3 store


@dataclass(frozen=True)
class Bill:
    """What is rented for a need; `ours` are the hosts of our own processes."""

    need: Need
    ours: int

    @property
    def single(self) -> bool:
        """Whether all of it stands on one machine."""
        return self.need.hosts == 1

    @property
    def of_postgres(self) -> int:
        """Processors of the primary, in steps of a host."""
        return ceil(self.need.of_postgres / SMALL_HOST) * SMALL_HOST

    @property
    def hosts(self) -> int:
        """All, with PostgreSQL's two and the two small ones."""
        return 1 if self.single else self.ours + 2 + 2

    @property
    def processors(self) -> int:
        """Of all hosts."""
        return SMALL_HOST if self.single else self.ours * CORES_OF_A_HOST + 2 * self.of_postgres + OTHERS

    @property
    def memory(self) -> int:
        """Gigabytes of all hosts."""
        return self.processors * MEMORY_OF_A_CORE

    @property
    def disk(self) -> int:
        """Gigabytes: the databases after five years, and again for the replica."""
        return ceil(self.need.database_gigabytes * DISK_ROOM * (1 if self.single else 2))

    @property
    def store(self) -> int:
        """Gigabytes: files and archive after five years, and the backups."""
        return ceil(self.need.file_gigabytes + self.need.archive_gigabytes + self.need.database_gigabytes * BACKUPS)

    def yuan(self, prices: Prices) -> float:
        """A month."""
        return (
            self.processors * prices.processor
            + self.memory * prices.memory
            + self.disk * prices.disk
            + self.store * prices.store
        )


def table(prices: Prices) -> str:
    """What is rented in the month of the deadline, and its price in that and in another month, as Markdown."""
    full = [Bill(need, need.hosts) for need in map(Need, STAGES)]
    usual = [Bill(one.need, min(one.ours, FEWEST_HOSTS)) for one in full]
    years = [bill.yuan(prices) + 11 * rest.yuan(prices) for bill, rest in zip(full, usual, strict=True)]
    rows = {
        "hosts in all": [f"{bill.hosts}" for bill in full],
        "processors rented": [f"{bill.processors:,}" for bill in full],
        "memory rented, GB": [f"{bill.memory:,}" for bill in full],
        "disk rented, GB": [f"{bill.disk:,}" for bill in full],
        "store rented, GB": [f"{bill.store:,}" for bill in full],
        "yuan in the month of the deadline": [f"{bill.yuan(prices):,.0f}" for bill in full],
        "yuan in any other month": [f"{bill.yuan(prices):,.0f}" for bill in usual],
        "yuan a person and year": [f"{year / people:.2f}" for year, people in zip(years, STAGES, strict=True)],
    }
    return markdown(rows)


def main() -> None:
    """The table with the prices that are given."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, price in asdict(Prices()).items():
        parser.add_argument(f"--{name}", type=float, default=price, help=f"yuan a month, {price:g} if not given")
    print(table(Prices(**vars(parser.parse_args()))))


if __name__ == "__main__":
    main()
