"""The loss of each piece, and what takes its place; at last all of ours are replaced, as by a new release."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from tests.cluster.cluster import DATABASE_HOSTS, OURS, Cluster

LOST = ("web", "auth", "profile", "review", "notices", "profile-worker", "review-worker", "profile-relay")


@dataclass(frozen=True)
class Loss:
    """What is lost how, and what makes the system whole again once it has healed."""

    words: str
    happens: Callable[[], None]
    mended: Callable[[], object]


def losses(cluster: Cluster) -> Iterator[Loss]:
    """One after the other; each begins with everything there."""
    for name in LOST:
        yield Loss(f"lost one of two {name}", partial(_lose, cluster, name), partial(cluster.begin, name))
    yield Loss("lost redis, a new empty one takes its place", partial(_renew_broker, cluster), lambda: None)
    follow = partial(cluster.follow, *reversed(DATABASE_HOSTS))
    yield Loss("lost postgres, its replica is promoted", partial(_promote, cluster), follow)
    yield Loss(f"replaced all {2 * len(OURS)} of ours, one of each at a time", partial(_roll, cluster), lambda: None)


def _lose(cluster: Cluster, name: str) -> None:
    cluster.lose(cluster.running[name][0])


def _renew_broker(cluster: Cluster) -> None:
    cluster.lose(cluster.running["redis"][0])
    cluster.begin("redis")


def _promote(cluster: Cluster) -> None:
    """What whoever watches the databases does (Patroni, or somebody who was woken)."""
    primary, _ = cluster.running["postgres"]
    cluster.lose(primary)
    with cluster.database("postgres", "any") as connection:
        connection.execute("SELECT pg_promote()")


def _roll(cluster: Cluster) -> None:
    """Replace all of ours, one of each at a time: the new one is ready before the old one is asked to end."""
    for old in zip(*(list(cluster.running[name]) for name in OURS), strict=True):
        cluster.begin(*OURS)
        cluster.retire(*old)
