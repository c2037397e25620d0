"""The shipped alerts and dashboard: each alert is raised by its cause, is explained, and asks for what there is."""

from __future__ import annotations

import json
import re
import subprocess
from typing import Final

import kubernetes_validate

from app.observe.families import FAMILIES, Kind
from tests.deploy.shipped import DEPLOY, documents
from tests.documents import headings
from tests.project import ROOT

FOLDER: Final = ROOT / "deploy" / "prometheus"
RULES: Final = (FOLDER / "anteroom.rules.yaml").read_text()
TESTS: Final = (FOLDER / "anteroom.test.yaml").read_text()
DASHBOARD: Final = json.loads((ROOT / "deploy" / "grafana" / "anteroom.json").read_text())
SHOWN: Final = {
    f"{family.shown}{ending}"
    for family in FAMILIES
    for ending in (("_bucket", "_sum", "_count") if family.kind is Kind.HISTOGRAM else ("",))
}
ALERTS: Final = re.findall(r"- alert: (\w+)", RULES)


def promtool(*command: str) -> str:
    done = subprocess.run(["promtool", *command], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def asked_for(text: str) -> set[str]:
    """Return the numbers that queries ask for."""
    return set(re.findall(r"\b(?:anteroom|process)_[a-z_]+\b", text))


def test_promtool_finds_no_fault_in_the_rules_and_the_configuration():
    assert f"{len(ALERTS)} rules found" in promtool("check", "rules", "anteroom.rules.yaml")
    for name in ("prometheus.yml", "prometheus-kubernetes.yml"):
        promtool("check", "config", "--syntax-only", name)


def test_in_a_cluster_prometheus_asks_the_servers_and_may():
    [policy] = documents(FOLDER / "kubernetes-network.yaml")
    kubernetes_validate.validate(policy, "1.35", strict=True)
    [job] = documents(FOLDER / "prometheus-kubernetes.yml")[0]["scrape_configs"]
    [web] = [each for each in documents(DEPLOY / "kubernetes" / "web.yaml") if each["kind"] == "Deployment"]
    [container] = web["spec"]["template"]["spec"]["containers"]
    port = container["ports"][0]["name"]
    name = web["spec"]["selector"]["matchLabels"]["app.kubernetes.io/name"]
    assert job["relabel_configs"][0]["regex"] == f"{name};{port}"
    assert policy["spec"]["podSelector"]["matchLabels"] == web["spec"]["selector"]["matchLabels"]
    assert policy["spec"]["ingress"][0]["ports"][0]["port"] == port


def test_each_alert_is_raised_by_its_cause_and_none_in_a_quiet_house():
    assert "SUCCESS" in promtool("test", "rules", "anteroom.test.yaml")
    assert re.findall(r"alertname: (\w+)", TESTS) == ALERTS, "in the quiet house"
    assert re.findall(r'expr: ALERTS\{alertname="(\w+)"', TESTS) == ALERTS


def test_each_alert_leads_to_what_to_do():
    there = {heading.anchor for heading in headings((ROOT / "docs" / "metrics.md").read_text())}
    runbooks = re.findall(r"runbook: docs/metrics\.md#(\w+)$", RULES, re.MULTILINE)
    assert runbooks == [alert.lower() for alert in ALERTS]
    assert set(runbooks) <= there
    assert len(re.findall(r"summary: \S", RULES)) == len(ALERTS)


def test_alerts_and_dashboard_ask_for_nothing_that_is_not_shown():
    queries = [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", ())]
    expressions = re.sub(r"(runbook|summary): .*", "", RULES.partition("groups:")[2])
    for text in (expressions, TESTS.partition("tests:")[2], *queries):
        assert asked_for(text) <= SHOWN
    labels = {label for family in FAMILIES for label in family.labels} | {"le", "instance", "job"}
    grouped = re.findall(r"\bby \(([^)]*)\)", "\n".join([expressions, *queries]))
    assert {label.strip() for each in grouped for label in each.split(",")} <= labels


def test_each_query_of_the_dashboard_is_one_that_prometheus_understands(tmp_path):
    queries = [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", ())]
    rules = [
        {"record": f"dashboard:{number}", "expr": expr.replace("$__rate_interval", "5m")}
        for number, expr in enumerate(queries)
    ]
    file = tmp_path / "dashboard.yaml"
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
    assert f"{len(queries)} rules found" in promtool("check", "rules", str(file))
