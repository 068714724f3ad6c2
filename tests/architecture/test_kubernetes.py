"""deploy/kubernetes/ is what Kubernetes understands, and says the same as the code and docker-compose.yml."""

import re
from typing import Any

import kubernetes_validate
import pytest
import yaml

from shared.settings import SERVICES
from stack.processes import PROCESSES, Process
from tests.architecture.kustomize import Resource, build
from tests.architecture.sources import ROOT

FOLDER = ROOT / "deploy/kubernetes/overlays"
OVERLAYS = ("small", "large")
KUBERNETES = "1.34"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINERS = COMPOSE["services"]
OURS = tuple(process for process in PROCESSES if process.kind != "sandbox")
BASE = 8000
# Where Kubernetes has names and stores of its own:
OTHERWISE = {"GATEWAY_HOST", "S3_ENDPOINT", "AUDIT_S3_ENDPOINT", "PUBLIC_URL", "EXPERT_SITE_URL", "MAIL_FROM"}

by_name = pytest.mark.parametrize("process", OURS, ids=lambda process: process.name)
built = {overlay: build(FOLDER / overlay) for overlay in OVERLAYS}
CLUSTER = built["small"]


def named(kind: str, resources: list[Resource] = CLUSTER) -> dict[str, Resource]:
    return {one["metadata"]["name"]: one for one in resources if one["kind"] == kind}


def pod_of(name: str) -> Resource:
    kind = "Job" if name.endswith("-migration") else "Deployment"
    spec: Resource = named(kind)[name]["spec"]["template"]["spec"]
    return spec


def settings_of(name: str) -> dict[str, str]:
    """What a pod is told: its maps of settings, and what it is told besides."""
    container = pod_of(name)["containers"][0]
    told = {}
    for source in container["envFrom"]:
        told |= named("ConfigMap")[source["configMapRef"]["name"]]["data"]
    return told | {one["name"]: one["value"] for one in container.get("env", ())}


def files_of(name: str) -> set[str]:
    """The secrets that are mounted."""
    (volume,) = (volume for volume in pod_of(name)["volumes"] if volume["name"] == "secrets")
    assert all(item["key"] == item["path"] for item in volume["secret"]["items"])
    return {item["key"] for item in volume["secret"]["items"]}


def default(value: object) -> str:
    """What a setting is in docker-compose.yml if nobody says otherwise."""
    return re.sub(r"\$\{\w+(?::?[-?](.*))?\}", r"\1", str(value))


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_everything_is_as_the_schemas_of_kubernetes_say(overlay: str) -> None:
    for one in built[overlay]:
        kubernetes_validate.validate(one, KUBERNETES, strict=True)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_nothing_is_there_twice_and_all_is_in_one_namespace(overlay: str) -> None:
    there = [(one["kind"], one["metadata"]["name"]) for one in built[overlay]]

    assert len(there) == len(set(there))
    assert {one["metadata"]["namespace"] for one in built[overlay]} == {"zhicheng"}


def test_it_runs_our_processes_nginx_and_the_migrations_and_no_others() -> None:
    assert set(named("Deployment")) == {process.name for process in OURS} | {"nginx"}
    assert set(named("Job")) == {f"{service}-migration" for service in SERVICES}


@pytest.mark.parametrize("name", [*(process.name for process in OURS), *(f"{each}-migration" for each in SERVICES)])
def test_a_pod_runs_the_command_with_the_settings_and_secrets_of_the_container(name: str) -> None:
    container, pod = CONTAINERS[name], pod_of(name)["containers"][0]
    told = {key: default(value) for key, value in container["environment"].items()}

    assert [*pod["command"], *pod["args"]] == container["command"]
    assert files_of(name) == set(container["secrets"])
    assert set(settings_of(name)) == set(told)
    same = {key: value for key, value in settings_of(name).items() if key not in OTHERWISE}
    assert same == {key: value for key, value in told.items() if key not in OTHERWISE}


@by_name
def test_who_serves_http_is_found_where_it_listens_and_asked_whether_it_is_ready(process: Process) -> None:
    if process.port_offset is None:
        assert process.name not in named("Service")
        return
    port, container = BASE + process.port_offset, pod_of(process.name)["containers"][0]
    service = named("Service")[process.name]["spec"]

    assert container["ports"] == [{"name": "http", "containerPort": port}]
    assert service["ports"] == [{"name": "http", "port": port, "targetPort": "http"}]
    assert service["selector"] == {"process": process.name}
    assert container["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "http"}
    assert container["livenessProbe"]["httpGet"] == {"path": "/healthz", "port": "http"}


@by_name
def test_a_worker_or_relay_without_progress_is_started_again(process: Process) -> None:
    if process.kind in {"worker", "relay"}:
        probe = pod_of(process.name)["containers"][0]["livenessProbe"]
        assert probe["exec"]["command"][-1] == CONTAINERS[process.name]["healthcheck"]["test"][1]


def test_no_pod_keeps_anything_on_a_disk() -> None:
    """Whatever host a pod comes to, and whichever is lost, nothing is missed."""
    assert not named("PersistentVolumeClaim")
    for name in (process.name for process in OURS):
        volumes = [volume for volume in pod_of(name)["volumes"] if "secret" not in volume]
        assert [volume["emptyDir"]["medium"] for volume in volumes] == ["Memory"]


@pytest.mark.parametrize("name", [*named("Deployment"), *named("Job")])
def test_a_pod_has_no_more_rights_than_it_needs(name: str) -> None:
    pod = pod_of(name)
    (container,) = pod["containers"]

    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["runAsUser"] == int(CONTAINERS[name]["user"].partition(":")[0])
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert pod["enableServiceLinks"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert set(container["resources"]) == {"requests", "limits"}


def test_services_believe_the_gateways_and_not_the_address_that_stands_for_them() -> None:
    """A Service with an address of its own would be no gateway's address, and no browser's address be believed."""
    addresses = named("Service")[settings_of("auth")["GATEWAY_HOST"]]["spec"]

    assert addresses["clusterIP"] == "None"
    assert addresses["publishNotReadyAddresses"] is True
    assert addresses["selector"] == {"process": "web"}
    assert pod_of("web")["containers"][0]["readinessProbe"]["initialDelaySeconds"] > 60


def test_nginx_has_the_files_of_docker_compose_and_finds_the_gateway() -> None:
    maps = named("ConfigMap")
    folder = ROOT / "deploy/nginx"

    assert maps["nginx"]["data"]["nginx.conf"] == (folder / "nginx.conf").read_text()
    assert set(maps["nginx-pages"]["data"]) == {page.name for page in (folder / "pages").iterdir()}
    assert set(maps["nginx-settings"]["data"]) == set(CONTAINERS["nginx"]["environment"])
    assert maps["nginx-settings"]["data"]["GATEWAY"] == f"web.zhicheng.svc.cluster.local:{BASE}"
    assert maps["nginx-settings"]["data"]["SERVER_NAME"] in maps["address"]["data"]["PUBLIC_URL"]
    assert pod_of("nginx")["containers"][0]["image"] == CONTAINERS["nginx"]["image"]
    assert named("Service")["nginx"]["spec"]["externalTrafficPolicy"] == "Local"


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_what_people_use_survives_the_loss_of_a_pod(overlay: str) -> None:
    scaled, spared = (named(kind, built[overlay]) for kind in ("HorizontalPodAutoscaler", "PodDisruptionBudget"))

    assert set(scaled) == {process.name for process in OURS if process.kind != "relay"}
    assert set(spared) == {"nginx", *(process.name for process in OURS if process.port_offset is not None)}
    for process in OURS:
        if process.port_offset is not None:
            assert scaled[process.name]["spec"]["minReplicas"] >= 2
    for budget in spared.values():
        assert budget["spec"]["maxUnavailable"] == 1


def policies(name: str, way: str) -> set[tuple[str, int]]:
    """To (or from) which kind, or the addresses beyond, the rules let a pod speak, and at which port."""
    labels = {"process": name, **named("Deployment")[name]["spec"]["template"]["metadata"]["labels"]}
    rules = [
        rule
        for policy in named("NetworkPolicy").values()
        if all(labels.get(key) == value for key, value in policy["spec"]["podSelector"].get("matchLabels", {}).items())
        and all(
            labels.get(each["key"]) in each["values"]
            for each in policy["spec"]["podSelector"].get("matchExpressions", ())
        )
        for rule in policy["spec"].get(way, ())
    ]
    peers = {
        (peer.get("podSelector", {}).get("matchLabels", {}).get("kind", "beyond"), port["port"])
        for rule in rules
        for peer in rule.get("from", rule.get("to", [{}]))
        for port in rule["ports"]
    }
    return peers - {("beyond", 53), ("beyond", 4318)}  # names, and traces for those who want them


@by_name
def test_the_network_lets_through_what_the_map_shows_and_nothing_else(process: Process) -> None:
    """From nginx to the gateway, from there to the APIs, from all services to their servers; never between services."""
    apis = {BASE + offset for offset in range(1, len(SERVICES) + 1)}
    comes_in, goes_out = policies(process.name, "ingress"), policies(process.name, "egress")
    metrics = {("beyond", port) for port in {BASE} | apis}
    if process.kind == "web":
        assert comes_in - metrics == {("nginx", BASE)}
        assert goes_out == {("api", port) for port in apis}
        return
    assert comes_in - metrics == ({("web", port) for port in apis} if process.kind == "api" else set())
    wanted = {5432} | ({6379} if process.kind in {"worker", "relay"} else set())
    wanted |= {443, 3310} if "FILE_STORE" in settings_of(process.name) else set()
    wanted |= {443} if "AUDIT_STORE" in settings_of(process.name) else set()
    wanted |= {587, 465} if process.name == "auth-worker" else set()
    assert goes_out == {("beyond", port) for port in wanted}
