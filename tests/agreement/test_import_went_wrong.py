"""What went wrong with imports in comparable software, named after it as in `test_went_wrong.py`."""

from tests.auth.importing.conftest import imported_with_a_bug, lines


def test_an_import_of_3000_people_failed_at_row_2417_and_left_half_of_them(clean: None, keys: None) -> None:
    first, again = imported_with_a_bug(rows=30, at=24)  # a hundredth of them

    assert [(job.done, job.failed) for job in (first, again)] == [(29, 1), (30, 0)]
    assert len({line.subject_id for line in lines(again.id)}) == 30
