"""Chance that falls alike each time."""

from random import Random


def dice_of(*words: object) -> Random:
    """Dice that always fall alike for these words."""
    return Random("|".join(map(str, words)))  # noqa: S311 - nothing here is secret
