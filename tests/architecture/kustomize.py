"""What `kubectl kustomize` makes of a folder, as far as ours go: whatever else a kustomization says is refused."""

from pathlib import Path
from typing import Any

import yaml

Resource = dict[str, Any]
UNDERSTOOD = {
    "apiVersion", "kind", "namespace", "resources", "patches", "configMapGenerator", "images", "replicas",
}  # fmt: skip


def build(folder: Path) -> list[Resource]:
    """All resources of a kustomization, without the suffixes that it gives to the names of maps."""
    told = yaml.safe_load((folder / "kustomization.yaml").read_text())
    assert set(told) <= UNDERSTOOD, folder
    resources = [one for name in told["resources"] for one in _read(folder / name)]
    for generator in told.get("configMapGenerator", ()):
        _generate(folder, generator, resources)
    for patch in told.get("patches", ()):
        changes = yaml.safe_load(patch["patch"] if "patch" in patch else (folder / patch["path"]).read_text())
        found = [one for one in resources if _is_meant(one, patch["target"])]
        assert found, patch
        for one in found:
            _merge(one, {key: value for key, value in changes.items() if key != "metadata"})
    for one in resources:
        _adjust(one, told)
    return resources


def _read(path: Path) -> list[Resource]:
    return build(path) if path.is_dir() else list(yaml.safe_load_all(path.read_text()))


def _generate(folder: Path, generator: Resource, resources: list[Resource]) -> None:
    assert set(generator) <= {"name", "behavior", "literals", "files"}
    data = dict(literal.split("=", 1) for literal in generator.get("literals", ()))
    data |= {Path(file).name: (folder / file).read_text() for file in generator.get("files", ())}
    known = [one for one in resources if one["kind"] == "ConfigMap" and one["metadata"]["name"] == generator["name"]]
    assert len(known) == (generator.get("behavior") == "merge"), generator["name"]
    if known:
        known[0]["data"] |= data
    else:
        metadata = {"name": generator["name"]}
        resources.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data})


def _is_meant(one: Resource, target: dict[str, str]) -> bool:
    assert set(target) <= {"kind", "labelSelector"}
    if one["kind"] != target["kind"]:
        return False
    if "labelSelector" not in target:
        return True
    key, value = target["labelSelector"].replace("!", "").split("=")
    return (one["metadata"].get("labels", {}).get(key) == value) != ("!" in target["labelSelector"])


def _merge(into: Resource, changes: Resource) -> None:
    """A strategic merge: maps key by key, lists of named things name by name, all else is replaced."""
    for key, value in changes.items():
        there = into.get(key)
        if isinstance(value, dict) and isinstance(there, dict):
            _merge(there, value)
        elif isinstance(value, list) and value and isinstance(value[0], dict) and isinstance(there, list):
            named = {one["name"]: one for one in there}
            for one in value:
                _merge(named[one["name"]], one)
        else:
            into[key] = value


def _adjust(one: Resource, told: Resource) -> None:
    if "namespace" in told:
        one["metadata"]["namespace"] = told["namespace"]
    for replicas in told.get("replicas", ()):
        if one["kind"] == "Deployment" and one["metadata"]["name"] == replicas["name"]:
            one["spec"]["replicas"] = replicas["count"]
    images = {image["name"]: f"{image['newName']}:{image['newTag']}" for image in told.get("images", ())}
    for container in one.get("spec", {}).get("template", {}).get("spec", {}).get("containers", ()):
        container["image"] = images.get(container["image"], container["image"])
