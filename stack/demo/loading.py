"""The demo's stages, in turn; each does what is missing and leaves what is there."""

import asyncio
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from functools import partial
from typing import Any, NamedTuple, TypeVar

from stack.demo import changing, filling, reviewing, sharing
from stack.demo.careers import Professional
from stack.demo.cast import CAST, Ending
from stack.demo.doors import PATIENCE, DemoFailed, Doors, Visitor
from stack.demo.filling import Player
from stack.demo.wishes import APPROVED, REJECTED, WISHES
from stack.services import ask

AT_ONCE = 4
REVIEWING = {"unit_reviewer", "unit_admin", "superior_admin"}

Json = dict[str, Any]
Given = TypeVar("Given")
Made = TypeVar("Made")


class Company(NamedTuple):
    """All who have signed in to play: professionals by name, and those who review."""

    players: dict[str, Player]
    reviewers: list[Visitor]


async def load_accounts() -> list[Json]:
    """Enter units, people, accounts and notices, and wait until all services know them. Raises DemoFailed."""
    await asyncio.gather(ask(os.environ, "auth", "demo"), ask(os.environ, "notices", "demo"))
    accounts: list[Json]
    accounts, _ = await asyncio.gather(ask(os.environ, "auth", "demo-accounts"), _all_told())
    return accounts


def sign_in_all(doors: Doors, accounts: list[Json], ending: ExitStack) -> Company:
    """Everybody who has something to do signs in, until `ending`; the one untouched account stays so."""
    playing = [person for person in _professionals(accounts) if person.part.ending is not Ending.UNTOUCHED]
    reviewing_ones = [account for account in accounts if REVIEWING.intersection(account["roles"])]
    logins = [(person.login, person.password) for person in playing]
    logins += [(account["login"], account["password"]) for account in reviewing_ones]
    visitors = _together(lambda login: Visitor(doors, *login), logins)
    ending.callback(_together, Visitor.sign_out, visitors)
    players = {person.name: Player(person, visitor) for person, visitor in zip(playing, visitors, strict=False)}
    return Company(players, visitors[len(playing) :])


def fill_in(company: Company) -> int:
    """The records, as far as their people bring them."""
    return len(_together(filling.play, company.players.values()))


def review(company: Company) -> int:
    """The decisions on records; then whoever is to correct theirs does so and hands it in again."""
    players = company.players.values()
    waiting = [player for player in players if filling.awaits_decision(player)]
    by_account = {player.person.login: player.person for player in players}
    is_open = [partial(filling.awaits_decision, player) for player in waiting]
    reviewing.decide_all("records", company.reviewers, reviewing.judge_records(by_account), is_open)
    _together(filling.correct, [one for one in players if one.person.part.ending is Ending.RESUBMITTED])
    return len(waiting)


def change(company: Company) -> int:
    """The change requests and the decisions on them."""
    requests = {changing.hand_in(company.players[wish.name], wish)["id"]: wish for wish in WISHES}
    is_open = [
        partial(changing.awaits_decision, company.players[wish.name], request_id)
        for request_id, wish in requests.items()
        if wish.ending in {APPROVED, REJECTED}
    ]
    reviewing.decide_all("change requests", company.reviewers, changing.judge_changes(requests), is_open)
    return len(requests)


def share(company: Company) -> int:
    """The consents to the expert site."""
    return len(_together(sharing.share, [company.players[name] for name in sharing.SHARING]))


def take_back(company: Company) -> str:
    """The one consent that is taken back, late, so that what was shared is there to be deleted."""
    sharing.take_back(company.players[sharing.TAKING_BACK])
    return sharing.TAKING_BACK


async def _all_told() -> None:
    """Wait until every message of auth's has arrived: a case must find its reviewers known."""
    deadline = time.monotonic() + PATIENCE
    while True:
        status = await ask(os.environ, "auth", "messages-status")
        if not (status["waiting"] or status["sent_not_acknowledged"]):
            return
        if time.monotonic() > deadline:
            raise DemoFailed(f"not within {PATIENCE:.0f} s: all services know all units and people")


def _professionals(accounts: list[Json]) -> list[Professional]:
    keys = ("login", "password", "name", "unit", "id_type", "id_number", "sex")
    return [
        Professional(
            **{key: account[key] for key in keys},
            born=date.fromisoformat(account["born"]),
            part=CAST[account["name"]],
        )
        for account in accounts
        if "professional" in account["roles"]
    ]


def _together(act: Callable[[Given], Made], things: Iterable[Given]) -> list[Made]:
    """Several at once, as many as the services have use for; the first failure is raised."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(act, things))
