"""How a person's JSON-LD reads on a page."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """One entry of a list: what, more about it, and when."""

    heading: str
    detail: str
    period: str


@dataclass(frozen=True)
class Profile:
    """All that the page of an expert shows."""

    name: str
    seal: str
    title: str
    unit: str
    about: str
    specialties: list[str]
    credentials: list[Line]
    employments: list[Line]
    educations: list[Line]
    awards: list[str]
    memberships: list[Line]


def profile_of(person: dict[str, Any]) -> Profile:
    """Lay a checked `Person` document out for people."""
    return Profile(
        name=person["name"],
        seal=person["name"][0],
        title=person.get("jobTitle", ""),
        unit=_name(person, "worksFor"),
        about=_joined(person.get("gender"), _born(person)),
        specialties=person.get("knowsAbout", []),
        credentials=[_credential(credential) for credential in person.get("hasCredential", [])],
        employments=[_role(role, "affiliation") for role in _newest_first(person.get("affiliation", []))],
        educations=[_role(role, "alumniOf") for role in _newest_first(person.get("alumniOf", []))],
        awards=person.get("award", []),
        memberships=[_role(role, "memberOf") for role in _newest_first(person.get("memberOf", []))],
    )


def month_in_words(month: str) -> str:
    """`2008-07` as 2008年7月, `2008` as 2008年."""
    year, _, number = month.partition("-")
    return f"{year}年{int(number)}月" if number else f"{year}年"


def _born(person: dict[str, Any]) -> str | None:
    return f"{person['birthDate']}年出生" if "birthDate" in person else None


def _role(role: dict[str, Any], organization: str) -> Line:
    return Line(_name(role, organization), _joined(role.get("roleName"), role.get("description")), _period(role))


def _credential(credential: dict[str, Any]) -> Line:
    detail = _joined(
        credential.get("credentialCategory"),
        credential.get("educationalLevel"),
        credential.get("about"),
        _name(credential, "recognizedBy"),
    )
    obtained = credential.get("dateCreated")
    return Line(credential["name"], detail, month_in_words(obtained) if obtained else "")


def _period(role: dict[str, Any]) -> str:
    start, end = role.get("startDate"), role.get("endDate")
    if not start:
        return f"至 {month_in_words(end)}" if end else ""
    return f"{month_in_words(start)} — {month_in_words(end) if end else '至今'}"


def _newest_first(roles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(roles, key=lambda role: role.get("startDate", ""), reverse=True)


def _name(thing: dict[str, Any], organization: str) -> str:
    return str(thing[organization]["name"]) if organization in thing else ""


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
