"""`zhicheng demo scale`: from a stopped stack with the demo to one with as many people as are wanted."""

import os
import time
from collections.abc import Callable
from dataclasses import replace

from stack.demo.scale.lines import Lines
from stack.demo.scale.loading import Load, fill_all
from stack.demo.scale.patterns import PERSON, Extent
from stack.demo.scale.reading import Demo, read_demo, rows_of
from stack.demo.scale.words import Cast
from stack.layout import Layout
from stack.preflight import SCALING, CannotStart, check_room
from stack.servers import Servers

OF_UNITS, OF_DISTRICT = 5, 225
"""How many copies share their units, and the offices above these: some forty people a unit, 135 units an office."""
BYTES_PER_PERSON = 20_000  # 18.4 kB, and the log
DEMO_PEOPLE = 61
TUNED = {
    "shared_buffers": "1GB",
    "maintenance_work_mem": "1GB",
    "max_wal_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_parallel_maintenance_workers": "0",
    "checkpoint_timeout": "30min",
}
"""For the time of filling: if the machine stops meanwhile, the folder is thrown away."""

FIGURES = """
INSERT INTO figure (unit_id, below, dimension, series, value, detail, count)
SELECT unit_id, false, dimension, series, value, detail, count(*) FROM counted GROUP BY 1, 3, 4, 5, 6;
WITH RECURSIVE line (id, above) AS (
  SELECT id, id FROM unit
  UNION ALL SELECT line.id, unit.superior_id FROM line JOIN unit ON unit.id = line.above
  WHERE unit.superior_id IS NOT NULL
)
INSERT INTO figure (unit_id, below, dimension, series, value, detail, count)
SELECT line.above, true, dimension, series, value, detail, sum(count) FROM figure JOIN line ON line.id = figure.unit_id
WHERE NOT below AND dimension NOT IN ('held', 'decided_by') GROUP BY 1, 3, 4, 5, 6
"""
READ = """
INSERT INTO notice_reading (notice_id, person_id, read_at, read_edition)
SELECT notice.id, person.id, now(), notice.edition FROM person, (
  SELECT id, edition FROM notice WHERE status = 'published' AND published_at < now() ORDER BY published_at LIMIT 2
) notice WHERE person.is_professional AND person.active ON CONFLICT DO NOTHING
"""
AFTERWARDS = (
    ("auth", "SELECT setval('account_number', {last_account})"),
    *((service, f"TRUNCATE figure; {FIGURES}") for service in ("profile", "review")),
    ("notices", READ),
)


def scale(layout: Layout, people: int, say: Callable[[str], None]) -> None:
    """Make the demo's people so many.

    Raises `CannotStart` where there is no demo as it was loaded, or too little room.
    """
    _check(layout, people)
    os.environ["KEYS_DIR"] = str(layout.keys)
    servers = Servers(layout.data, layout.base)
    servers.postgres = replace(servers.postgres, tuned=TUNED)
    servers.start("postgres")
    try:
        demo = read_demo(servers.postgres)
        if len(demo.people) != DEMO_PEOPLE:
            raise CannotStart(f"{layout.data} 中已有 {len(demo.people)} 人，不是刚装入的演示数据。请换一个数据目录。")
        mark = layout.data / SCALING
        mark.touch()
        _fill(servers, demo, people, say)
    finally:
        servers.stop()
    os.sync()
    mark.unlink()


def _fill(servers: Servers, demo: Demo, people: int, say: Callable[[str], None]) -> None:
    of_copy = sum(demo.levels[person["id"].hex] == PERSON for person in demo.people)
    extent = Extent(max(1, round((people - DEMO_PEOPLE) / of_copy)), OF_UNITS, OF_DISTRICT)
    cast = Cast(demo, extent.copies, -(-extent.copies // OF_DISTRICT))
    fill_all(Load(servers.postgres, Lines(demo, cast), extent), say)
    for service, statement in AFTERWARDS:
        began = time.monotonic()
        with servers.postgres.superuser(service) as connection:
            connection.execute(statement.format(last_account=cast.last_account))
            connection.execute("ANALYZE")
        say(f"{service}: {time.monotonic() - began:.0f} s")
    (counted,) = rows_of(servers.postgres, "auth", "SELECT count(*) FROM person")
    say(f"{counted['count']} people")


def _check(layout: Layout, people: int) -> None:
    if not layout.demo_loaded.exists():
        raise CannotStart(f"{layout.data} 中没有演示数据。请先用 zhicheng up 启动一次系统，装入演示数据后停止。")
    if (layout.data / SCALING).exists():
        raise CannotStart(f"{layout.data} 中上次的装入没有完成，数据不可用。请删除该目录后重新开始。")
    check_room(layout, people * BYTES_PER_PERSON)
