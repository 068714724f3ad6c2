"""Thousands of random steps of people, messages and administrators leave the cases as the model has them."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.review.machine.machine import ReviewMachine

# Examples and steps in each; `make long` takes the second, for 10,000 steps and more.
LENGTHS = {"tests": (4, 50), "long": (170, 80)}
LEAST_STEPS = {"tests": 100, "long": 10_000}


def test_no_order_of_deeds_and_messages_leads_away_from_the_rules() -> None:
    profile = settings.get_current_profile_name()
    examples, steps = LENGTHS[profile]

    run_state_machine_as_test(
        ReviewMachine, settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    )

    assert ReviewMachine.steps >= LEAST_STEPS[profile]
