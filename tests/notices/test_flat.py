"""The landing page reads what it shows, however many notices there are for others."""

from uuid import uuid4

from flask.testing import FlaskClient

from services.notices.db import db
from tests.explained import rows_looked_at, statements_of
from tests.notices.conftest import bearer, make_notice

MANY = 3000
MOST = 400

NOTICES = f"""
INSERT INTO notice (id, title, body, category, issuer, pinned, status, version, edition, published_at)
SELECT md5('n' || n)::uuid, '通知' || n, '正文', '通知', '某单位', false, 'published', 1, 1,
  now() - n * interval '1 hour'
FROM generate_series(1, {MANY}) n
"""
AUDIENCES = f"""
INSERT INTO notice_audience (notice_id, unit_id, role, pinned, published_at)
SELECT md5('n' || n)::uuid, md5('u' || mod(n, 100))::uuid, 'anybody', false, now() - n * interval '1 hour'
FROM generate_series(1, {MANY}) n
"""
TEXTS = f"""
INSERT INTO notice_search_text (notice_id, title, text, shown, grams)
SELECT md5('n' || n)::uuid, '通知' || n, '通知' || n, '', ARRAY['通', '知', '通知'] FROM generate_series(1, {MANY}) n
"""


def test_no_page_reads_what_is_for_others(client: FlaskClient) -> None:
    with db.transaction() as session:
        for statement in (NOTICES, AUDIENCES, TEXTS):
            session.connection().exec_driver_sql(statement)
    mine = [str(make_notice(f"鑫龘{number}", must_read=number == 0)) for number in range(30)]
    with db.at_once() as connection:
        connection.exec_driver_sql("ANALYZE")
    reader = bearer(uuid4())
    paths = ("/notices", "/notices?q=龘", "/notices/marks?" + "&".join(f"notice_id={one}" for one in mine[:20]))

    for path in paths:
        with statements_of(db) as sent:
            answer = client.get(path, headers=reader)
        assert answer.status_code == 200
        looked = {statement[0]: rows_looked_at(db, statement) for statement in sent}
        assert max(looked.values()) < MOST, looked
