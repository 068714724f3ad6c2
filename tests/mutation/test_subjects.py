"""What decides is what is changed on purpose, and the changing does what it says."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutation.__main__ import equivalent
from tests.mutation.subjects import SUBJECTS
from tests.mutation.trial import change

ROOT = Path(__file__).parents[2]
MODULES = {subject.module for subject in SUBJECTS}
TEXT = """
class Way:
    TURNS = {"left": frozenset({"right"})}
    def turn(self): return "right"
BASE = {"a": 1}
TABLE = {**BASE, "b": 2}
NAMES = ("x",)
def said(names=NAMES): return names
"""


def test_every_rule_and_every_transition_is_a_subject() -> None:
    deciding = {
        str(path.relative_to(ROOT))
        for folder in ("services", "shared")
        for path in (ROOT / folder).rglob("*.py")
        if path.name == "policy.py" or "    TRANSITIONS: ClassVar" in path.read_text()
    }

    assert deciding <= MODULES


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.module)
def test_the_tests_of_a_subject_are_there(subject: object) -> None:
    for test in subject.tests:  # type: ignore[attr-defined]
        file, _, name = test.partition("::")
        assert f"def {name}" in (ROOT / file).read_text()


def test_what_is_called_equivalent_has_a_reason() -> None:
    assert {where.partition("::")[0] for where, _ in equivalent()} <= MODULES
    assert all(equivalent().values())


def test_a_change_is_met_wherever_the_thing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    module, reader = ModuleType("deciding"), ModuleType("reading")
    for each in (module, reader):
        monkeypatch.setitem(sys.modules, each.__name__, each)
    module.__file__ = "deciding.py"
    exec(TEXT, vars(module))
    vars(reader).update({name: vars(module)[name] for name in ("TABLE", "NAMES", "Way", "said")})

    changed = TEXT.replace('"a": 1', '"a": 7').replace('return "right"', 'return "left"').replace('("x",)', '("y",)')
    change(module, changed.replace('frozenset({"right"})', "frozenset()"))

    assert reader.TABLE == {"a": 7, "b": 2}
    assert reader.NAMES == reader.said() == ("y",)
    assert (reader.Way().turn(), reader.Way.TURNS) == ("left", {"left": frozenset()})
