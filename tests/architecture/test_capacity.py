"""docs/operations/capacity.md says what the model computes, and the manifests have room for it."""

from stack.processes import PROCESSES
from tests.architecture.kustomize import build
from tests.architecture.sources import ROOT
from tests.performance import capacity, prices
from tests.performance.capacity import PROCESSES_OF_A_POD, Need


def test_the_document_has_the_tables_that_the_model_makes() -> None:
    document = (ROOT / "docs/operations/capacity.md").read_text()
    assert capacity.table() in document
    assert prices.table(prices.Prices()) in document


def test_the_overlays_may_grow_as_far_as_the_model_says() -> None:
    for overlay, people in (("small", 200_000), ("large", 2_000_000)):
        need, scaled = Need(people), build(ROOT / "deploy/kubernetes/overlays" / overlay)
        most = {
            one["metadata"]["name"]: one["spec"]["maxReplicas"]
            for one in scaled
            if one["kind"] == "HorizontalPodAutoscaler"
        }
        apis = [most[process.name] for process in PROCESSES if process.kind == "api"]
        assert most["web"] * PROCESSES_OF_A_POD >= need.of_gateways
        # The busiest of the four services may have to do nearly all of it.
        assert min(apis) * PROCESSES_OF_A_POD >= need.of_services
