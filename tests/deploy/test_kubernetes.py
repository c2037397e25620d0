"""The shipped manifests: by Kubernetes' own schemas, restricted, and in step with each other and with Anteroom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any, Final

import kubernetes_validate
import pytest

from app.jobs.machine import TURNS
from tests.deploy.shipped import DEPLOY, HOME, PORT, documents, is_ours, unknown_settings

FOLDER: Final = DEPLOY / "kubernetes"
VERSION: Final = "1.35"
[KUSTOMIZATION] = documents(FOLDER / "kustomization.yaml")
MANIFESTS: Final = [each for name in KUSTOMIZATION["resources"] for each in documents(FOLDER / name)]
NAME: Final = "app.kubernetes.io/name"


def named(manifest: dict[str, Any]) -> str:
    return f"{manifest['kind']}/{manifest['metadata']['name']}"


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [manifest for manifest in MANIFESTS if manifest["kind"] == kind]


def _templates() -> Iterator[tuple[str, dict[str, Any]]]:
    for manifest in MANIFESTS:
        spec = manifest.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if "template" in spec:
            yield named(manifest), spec["template"]


TEMPLATES: Final = dict(_templates())
[SETTINGS] = [manifest["data"] for manifest in of_kind("ConfigMap")]


def container(name: str) -> dict[str, Any]:
    [only] = TEMPLATES[name]["spec"]["containers"]
    found: dict[str, Any] = only
    return found


@pytest.mark.parametrize("manifest", MANIFESTS, ids=named)
def test_a_manifest_is_one_by_the_schema(manifest):
    kubernetes_validate.validate(manifest, VERSION, strict=True)


def test_the_kustomization_names_every_file_and_the_image():
    files = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert set(KUSTOMIZATION["resources"]) == files
    assert {container(name)["image"] for name in TEMPLATES} == {
        each["name"] for each in KUSTOMIZATION["images"]
    }
    assert len({named(manifest) for manifest in MANIFESTS}) == len(MANIFESTS)
    [namespace] = of_kind("Namespace")
    assert namespace["metadata"]["name"] == KUSTOMIZATION["namespace"]
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_pod_asks_for_nothing_that_it_does_not_need(name):
    """What the pod security standard `restricted` asks for, and a root that nobody writes to."""
    pod, only = TEMPLATES[name]["spec"], container(name)
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 10001,
        "runAsGroup": 10001,
        "fsGroup": 10001,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert only["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert set(only["resources"]) == {"requests", "limits"}
    assert not pod.keys() & {"hostNetwork", "hostPID", "hostIPC", "initContainers"}
    assert all(
        volume.keys() & {"secret", "configMap", "emptyDir", "persistentVolumeClaim"}
        for volume in pod["volumes"]
    )


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_pod_runs_what_the_image_has_with_folders_that_are_there(name):
    pod, only = TEMPLATES[name]["spec"], container(name)
    assert is_ours(only["command"]) if "command" in only else name == "Deployment/anteroom-web"
    assert only["envFrom"] == [{"configMapRef": {"name": "anteroom-settings"}}]
    volumes, mounts = {each["name"] for each in pod["volumes"]}, only["volumeMounts"]
    assert {mount["name"] for mount in mounts} == volumes
    assert {f"{HOME}/instance", "/tmp", "/run/secrets/anteroom"} <= {mount["mountPath"] for mount in mounts}
    claims = {
        each["persistentVolumeClaim"]["claimName"]
        for each in pod["volumes"]
        if "persistentVolumeClaim" in each
    }
    assert claims <= {manifest["metadata"]["name"] for manifest in of_kind("PersistentVolumeClaim")}


def test_every_setting_is_one_of_anteroom_and_no_secret_is_in_a_manifest():
    assert unknown_settings(SETTINGS) == set()
    assert of_kind("Secret") == []
    files = [value for name, value in SETTINGS.items() if name.endswith("_FILE")]
    assert all(re.fullmatch(r"/run/secrets/anteroom/[a-z_]+", file) for file in files)


def test_every_selector_finds_pods():
    labels = {template["metadata"]["labels"][NAME] for template in TEMPLATES.values()}
    for manifest in MANIFESTS:
        spec = manifest.get("spec", {})
        selector = spec.get("podSelector", spec.get("selector", {}))
        wanted = {selector[NAME]} if NAME in selector else set(selector.get("matchLabels", {}).values())
        for expression in selector.get("matchExpressions", ()):
            wanted |= set(expression["values"])
        assert wanted <= labels, named(manifest)
        if manifest["kind"] == "Deployment":
            assert selector["matchLabels"] == spec["template"]["metadata"]["labels"]
            for spread in spec["template"]["spec"]["topologySpreadConstraints"]:
                assert spread["labelSelector"] == selector


def test_the_way_in_leads_to_the_port_of_the_servers():
    [service], [ingress] = of_kind("Service"), of_kind("Ingress")
    web = container("Deployment/anteroom-web")
    [port] = web["ports"]
    assert port["containerPort"] == PORT
    assert service["spec"]["ports"][0]["targetPort"] == port["name"]
    [rule] = ingress["spec"]["rules"]
    [path] = rule["http"]["paths"]
    assert path["backend"]["service"] == {
        "name": service["metadata"]["name"],
        "port": {"name": service["spec"]["ports"][0]["name"]},
    }
    assert SETTINGS["PUBLIC_URL"] == f"https://{rule['host']}"
    for probe, page in {
        "readinessProbe": "readyz",
        "livenessProbe": "healthz",
        "startupProbe": "healthz",
    }.items():
        asked = web[probe]["httpGet"]
        assert (asked["path"], asked["port"]) == (f"/{page}", port["name"])
        # Kubernetes asks by the pod's address, which is none of ours.
        assert asked["httpHeaders"] == [{"name": "Host", "value": "localhost"}]


def test_a_server_that_ends_has_the_time_that_it_takes():
    pod = TEMPLATES["Deployment/anteroom-web"]["spec"]
    for_answers = 15
    assert pod["terminationGracePeriodSeconds"] >= int(SETTINGS["DRAIN_SECONDS"]) + for_answers + 15
    assert TEMPLATES["Deployment/anteroom-worker"]["spec"]["terminationGracePeriodSeconds"] > 20
    [web] = [each for each in of_kind("Deployment") if each["metadata"]["name"] == "anteroom-web"]
    assert web["spec"]["replicas"] >= 2
    assert web["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


def test_nothing_is_reached_but_what_a_policy_names():
    first, *others = of_kind("NetworkPolicy")
    assert first["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    [way_in] = [each for each in others if "ingress" in each["spec"]]
    assert way_in["spec"]["podSelector"] == {"matchLabels": {NAME: "anteroom-web"}}
    assert way_in["spec"]["ingress"][0]["from"] == [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress"}},
            "podSelector": {"matchLabels": {"app.kubernetes.io/component": "controller"}},
        }
    ]
    for each in others:
        assert all(rule["ports"] for rule in each["spec"].get("egress", ()))


def test_each_pod_that_reads_settings_reaches_a_store_of_secrets():
    reaching: set[str] = set()
    for policy in of_kind("NetworkPolicy"):
        ports = {port["port"] for rule in policy["spec"].get("egress", ()) for port in rule["ports"]}
        for expression in policy["spec"]["podSelector"].get("matchExpressions", ()) if 443 in ports else ():
            reaching |= set(expression["values"])
    reading = {template["metadata"]["labels"][NAME] for template in TEMPLATES.values()} - {"anteroom-copy"}
    assert reaching == reading


def test_few_addresses_may_say_where_a_request_came_from():
    """The network of all pods would let each of them."""
    for each in SETTINGS["TRUSTED_PROXIES"].split(","):
        assert ip_network(each).prefixlen >= 24


def test_a_worker_that_hangs_is_started_again_and_one_is_left_when_a_node_goes():
    worker = container("Deployment/anteroom-worker")
    for probe in ("startupProbe", "livenessProbe"):
        assert TURNS in worker[probe]["exec"]["command"][-1]
    budgets = {each["spec"]["selector"]["matchLabels"][NAME] for each in of_kind("PodDisruptionBudget")}
    assert budgets == {each["metadata"]["name"] for each in of_kind("Deployment")}


def test_the_restore_never_runs_by_the_clock():
    suspended = {each["metadata"]["name"] for each in of_kind("CronJob") if each["spec"].get("suspend")}
    assert suspended == {"anteroom-restore"}
