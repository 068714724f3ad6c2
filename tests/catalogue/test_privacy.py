"""What is kept apart: the sensitive, the free, and what may never leave for the expert site."""

import pytest

from shared.catalogue import (
    SECTIONS,
    Field,
    FieldType,
    Sharing,
    free_fields,
    sensitive_fields,
    shareable_fields,
    snapshot_fields,
)

NEVER_SHARED = {
    "id_type", "id_number", "id_scan", "birth_date", "ethnicity", "political_status", "party_join_date",
    "mobile", "address", "postcode", "photo", "witness",
}  # fmt: skip


def keys(fields: list[Field]) -> list[str]:
    """The keys of these fields."""
    return [field.key for field in fields]


def test_the_id_number_and_the_mobile_number_are_sensitive() -> None:
    assert keys(sensitive_fields("basic_info")) == ["id_number", "mobile"]


def test_contact_data_lie_outside_the_snapshot() -> None:
    assert keys(free_fields("basic_info")) == ["mobile", "email", "address", "postcode"]
    assert set(keys(snapshot_fields("basic_info"))).isdisjoint(keys(free_fields("basic_info")))
    assert free_fields("education") == []


@pytest.mark.parametrize("section", SECTIONS)
def test_what_must_never_be_shared_cannot_be_switched_on(section: str) -> None:
    shareable = shareable_fields(section)

    assert NEVER_SHARED.isdisjoint(keys(shareable))
    assert not any(field.sensitive or field.type is FieldType.FILES for field in shareable)


def test_only_name_and_specialty_are_switched_on_at_first() -> None:
    on = [field.key for section in SECTIONS.values() for field in section.fields if field.sharing is Sharing.DEFAULT]

    assert on == ["name", "current_specialty"]


def test_a_new_field_is_not_shared_unless_someone_decides_so() -> None:
    assert not Field("anything", "任意").shareable
