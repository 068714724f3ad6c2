"""分享至找专家网 in the demo: who has agreed to it, and who takes it back."""

from typing import Any

from stack.demo.filling import Player

TAKING_BACK = "慕容清越"
SHARING = ("卢望舒", "范仲秋", "扎西·顿珠", TAKING_BACK)
BY_CHOICE = {
    *(f"education.{key}" for key in ("school", "education_level", "degree", "major", "start_month", "end_month")),
    *(f"work_experience.{key}" for key in ("unit_name", "duty", "tech_work", "start_month", "end_month")),
}

PAGE = "/sharing/expert-site"

Json = dict[str, Any]


def share(player: Player) -> None:
    """Consent to what is switched on at first, to studies and to posts."""
    sharing = player.visitor.get("profile", PAGE)
    if sharing["share"] is None:
        body = {"fields": _fields(sharing), "text_version": sharing["text_version"], "agreed": True}
        player.visitor.post("profile", f"{PAGE}/consent", json=body)


def take_back(player: Player) -> None:
    """Take the consent back; however far the delivery has come, the partner is told to delete."""
    sharing = player.visitor.get("profile", PAGE)
    if "revoke" in sharing["actions"]:
        player.visitor.post("profile", f"{PAGE}/revocation")


def _fields(sharing: Json) -> list[str]:
    offered = [field for section in sharing["sections"] for field in section["fields"]]
    return [field["key"] for field in offered if field["default"] or field["key"] in BY_CHOICE]
