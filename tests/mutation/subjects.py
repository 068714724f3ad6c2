"""What is changed on purpose: what decides who may do what and which status follows which, with the tests of it."""

from typing import NamedTuple


class Subject(NamedTuple):
    """A module, the tests that must notice its mutants, the quickest first, and which of its functions have some.

    Its tables, which are its constants in capitals, always have. No functions named means all.
    """

    module: str
    tests: tuple[str, ...]
    functions: tuple[str, ...] | None = None


TABLES_ONLY: tuple[str, ...] = ()
DEEDS = "tests/rules/test_deeds.py"
MOVES = "tests/rules/test_moves.py"
CASES = "tests/rules/test_case_deeds.py"
AUTH, PROFILE, REVIEW, NOTICES = (f"tests/{each}/test_policy.py" for each in ("auth", "profile", "review", "notices"))
NARROWING = "tests/review/test_listing.py::test_a_superior_narrows_the_list_to_a_unit_and_those_below_it"
EDITING = "tests/profile/test_entries.py::test_a_record_under_review_or_approved_is_not_edited"

SUBJECTS = (
    Subject("shared/policy.py", (DEEDS, PROFILE, REVIEW, AUTH)),
    Subject("shared/auth.py", (DEEDS, "tests/rules/test_admission.py"), ("has", "roles_among", "roles")),
    Subject("shared/workflow.py", (MOVES, "tests/rules/test_door.py")),
    Subject("shared/jobs/tables.py", (MOVES,), TABLES_ONLY),
    Subject("services/auth/policy.py", (DEEDS, AUTH)),
    Subject("services/auth/models/account_merger.py", (MOVES,), TABLES_ONLY),
    Subject("services/auth/models/grant_proposal.py", (MOVES,), TABLES_ONLY),
    Subject("services/auth/models/person.py", (DEEDS, AUTH), TABLES_ONLY),
    Subject("services/auth/models/unit_request.py", (MOVES,), TABLES_ONLY),
    Subject("services/profile/policy.py", (DEEDS, PROFILE)),
    Subject("services/profile/models/change_request.py", (MOVES,), TABLES_ONLY),
    Subject("services/profile/models/correction.py", (MOVES,), TABLES_ONLY),
    Subject("services/profile/models/data_export.py", (MOVES,), TABLES_ONLY),
    Subject("services/profile/models/record.py", (MOVES, EDITING), TABLES_ONLY),
    Subject("services/profile/models/share.py", (MOVES,), TABLES_ONLY),
    Subject("services/review/policy.py", (DEEDS, CASES, REVIEW, NARROWING)),
    Subject("services/review/models/case.py", (MOVES, CASES), TABLES_ONLY),
    Subject("services/notices/policy.py", (DEEDS, NOTICES)),
    Subject("services/notices/models/notice.py", (MOVES,), TABLES_ONLY),
)
