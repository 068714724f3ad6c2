"""The published description of both directions (docs/partner/openapi.json) is what product, sandbox and example do."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry, Resource

from services.profile.models import RecordStatus
from services.profile.operations import partner_events
from shared.keys import partner_secret
from stack.conformance import TRIALS, Receiver
from tests.profile.builders import make_record
from tests.profile.expert_site import Site, consent, data_of, deliver_due, revoke

KIT = Path("docs/partner")
CONTRACT: dict[str, Any] = json.loads((KIT / "openapi.json").read_text())
DELIVERY = CONTRACT["webhooks"]["delivery"]["post"]
EVENTS = CONTRACT["paths"]["/partners/{key}/events"]["post"]
SERVICE: dict[str, Any] = json.loads(Path("services/profile/openapi.json").read_text())
JSON_SCHEMA = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
DOCUMENTS = {
    "openapi.json": CONTRACT | JSON_SCHEMA,
    "person.schema.json": json.loads((KIT / "person.schema.json").read_text()),
}
REGISTRY = Registry().with_resources((name, Resource.from_contents(each)) for name, each in DOCUMENTS.items())


def fits(name: str, content: object) -> bool:
    """Whether content is what the contract calls by this name."""
    reference = {"$ref": f"openapi.json#/components/schemas/{name}"}
    return Draft202012Validator(reference, registry=REGISTRY).is_valid(content)


def as_answered(answer: httpx.Response) -> bool:
    """Whether a receiver may answer a delivery like this."""
    if str(answer.status_code) not in DELIVERY["responses"]:
        return False
    return fits("Outcome" if answer.status_code == 200 else "Problem", answer.json())


def test_the_contract_is_valid_openapi() -> None:
    validate(CONTRACT, base_uri=f"{KIT.absolute().as_uri()}/")


def test_what_is_sent_is_as_the_contract_says(site: Site) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    consent(person_id)
    deliver_due()
    revoke(person_id)
    deliver_due()

    sent = site.received()
    headers = {each["name"].lower() for each in CONTRACT["components"]["parameters"].values()} | {"idempotency-key"}
    assert [data_of(one)["type"] for one in sent] == ["person.shared", "person.revoked"]
    assert [fits("Delivery", data_of(one)) for one in sent] == [True, True]
    assert all(headers <= set(one["headers"]) for one in sent)
    assert not fits("Delivery", data_of(sent[0]) | {"data": None})
    assert not fits("Delivery", data_of(sent[0]) | {"data": {**data_of(sent[0])["data"], "telephone": "1"}})


def test_events_are_described_as_the_service_takes_them() -> None:
    described = SERVICE["paths"]["/partners/{key}/events"]["post"]
    names = SERVICE["components"]["schemas"]["PartnerEvent"]
    event = CONTRACT["components"]["schemas"]["Event"]
    gateway_away = {"503"}

    assert set(event["properties"]) == set(names["properties"])
    assert set(event["required"]) == set(names["required"])
    assert set(event["properties"]["type"]["enum"]) == {partner_events.PAGE_OPENED, partner_events.DELETION_CONFIRMED}
    assert set(EVENTS["responses"]) == (set(described["responses"]) - {"default"}) | gateway_away


def answers_of(address: str) -> list[httpx.Response]:
    """What a receiver says to good and bad deliveries."""
    answers: list[httpx.Response] = []
    hooks: dict[str, list[Any]] = {"response": [lambda answer: answer.read(), answers.append]}
    with httpx.Client(timeout=10, event_hooks=hooks) as client:
        tried = Receiver(f"{address}/webhooks", partner_secret(), client)
        for _, trial in TRIALS:
            trial(tried)
    return answers


def test_receivers_answer_as_the_contract_says(site: Site) -> None:
    command = [sys.executable, str(KIT / "receiver.py"), "0"]
    environment = {**os.environ, "EXPERT_SECRET": partner_secret()}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as example:
        assert example.stdout is not None
        address = f"http://127.0.0.1:{example.stdout.readline().strip()}"
        answers = answers_of(address) + answers_of(str(site.http.base_url).rstrip("/"))
        example.terminate()

    assert len(answers) > 2 * len(TRIALS)
    assert [answer.text for answer in answers if not as_answered(answer)] == []
