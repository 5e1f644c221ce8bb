"""The example for Kubernetes, against the cluster's own schemas and for what makes it safe."""

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
from ruamel.yaml import YAML

FOLDER = Path(__file__).parents[3] / "docker/kubernetes"
MANIFESTS: dict[str, dict[str, Any]] = {
    document["kind"]: document for path in sorted(FOLDER.glob("*.yaml")) for document in YAML(typ="safe").load_all(path)
}
VERSIONS = ("1.32", "1.34", kubernetes_validate.latest_version())


def read_pod(kind: str) -> dict[str, Any]:
    pod: dict[str, Any] = MANIFESTS[kind]["spec"]["template"]["spec"]
    return pod


def test_manifests_are_these() -> None:
    assert MANIFESTS.keys() == {"Deployment", "Job", "PodDisruptionBudget", "Service"}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", sorted(MANIFESTS))
def test_manifest_follows_the_schema_strictly(kind: str, version: str) -> None:
    kubernetes_validate.validate(MANIFESTS[kind], version, strict=True)


def test_schema_refuses_a_member_that_does_not_exist() -> None:
    wrong = {**MANIFESTS["Service"], "spce": {}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


@pytest.mark.parametrize("kind", ["Deployment", "Job"])
def test_pod_has_no_privilege(kind: str) -> None:
    pod = read_pod(kind)
    (container,) = pod["containers"]
    assert pod["automountServiceAccountToken"] is False
    assert (pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["runAsUser"]) == (True, 10001)
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


@pytest.mark.parametrize("kind", ["Deployment", "Job"])
def test_pod_has_limits_and_its_secret_in_a_file(kind: str) -> None:
    (container,) = read_pod(kind)["containers"]
    assert container["resources"].keys() == {"requests", "limits"}
    assert [variable["name"] for variable in container["env"]] == ["BASEWATCH_DATABASE_URL_FILE"]


def test_probes_tell_a_dead_process_from_an_absent_database() -> None:
    (container,) = read_pod("Deployment")["containers"]
    paths = {name: container[name]["httpGet"]["path"] for name in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert paths == {"startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"}


def test_pod_has_time_to_end_gracefully() -> None:
    pod = read_pod("Deployment")
    pause = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pod["terminationGracePeriodSeconds"] > pause + 20


def test_parts_find_one_another_by_their_labels() -> None:
    labels = MANIFESTS["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert MANIFESTS["Service"]["spec"]["selector"] == labels
    assert MANIFESTS["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert MANIFESTS["Job"]["spec"]["template"]["metadata"]["labels"] != labels
