"""What is lost and what is judged wrongly in a storm, by what people were told."""

from tests.storm.outcome import Outcome, Press

ENDS = 100.0


def _outcome(*presses: Press, kept: set[str]) -> Outcome:
    return Outcome([], list(presses), ENDS, kept, {}, 0, 0, [])


def _press(key: str, sent: float, *, answered: bool = True, promised: bool = False, late: bool = False) -> Press:
    return Press(key, sent, 0.1, answered, promised, late)


def test_what_was_promised_and_is_not_there_is_lost() -> None:
    assert _outcome(_press("a", 1, promised=True), _press("b", 1, promised=True), kept={"a"}).lost == {"b"}


def test_whoever_sent_in_time_may_not_be_late_and_nobody_else_may_be_taken() -> None:
    outcome = _outcome(
        _press("in time", 99, promised=True),
        _press("refused", 99, late=True),
        _press("late", 101, late=True),
        _press("taken", 101, promised=True),
        _press("pressed again", 99),
        _press("pressed again", 101, promised=True),
        kept=set(),
    )
    assert outcome.misjudged == {"refused", "taken"}


def test_whoever_was_turned_away_in_time_and_came_again_too_late_is_told_of() -> None:
    outcome = _outcome(
        _press("a", 99, answered=False), _press("a", 108, late=True), _press("b", 108, late=True), kept=set()
    )
    assert outcome.too_late_then == {"a"}
    assert not outcome.misjudged
