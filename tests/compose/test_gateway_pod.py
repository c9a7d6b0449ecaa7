"""The gateway's pod: true to the program that runs in it, and without any right that it does not need."""

from __future__ import annotations

import asyncio
import base64
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer

from enclave.audit.content import load_key
from enclave.audit.log import AuditLog
from enclave.cli.keeping import ANCHORS, INSTANCE
from enclave.cli.ledgers import price_table
from enclave.cli.serve import app, serve
from enclave.compose.gateway_pod import DATA, FILE, GRACE_SECONDS, KEYS, POD_PORT, SECRETS, TLS, file_name, file_text, pod, shares_budgets
from enclave.compose.site import Site
from enclave.dlp.database import DIRECTORY_VARIABLE
from enclave.gateway import workers
from enclave.gateway.app import Gateway
from enclave.gateway.endpoints import Upstream
from enclave.gateway.vaults import vault_keys
from enclave.ledger.prices import PriceTable
from enclave.spec.load import load
from enclave.spec.policy import policy_digest
from enclave.wire.message import Request


@pytest.fixture
def container(clustered: Site) -> Any:
    template: Any = pod(clustered)
    (only,) = template["spec"]["containers"]
    return only


def test_the_program_takes_its_arguments(container: Any) -> None:
    assert container["command"] == ["enclave"]
    assert container["args"][0] == "serve"
    command = typer.main.get_command(app)
    with command.make_context("serve", list(container["args"][1:])) as context:
        given = context.params
    assert str(given["spec"]) == FILE
    assert (given["host"], given["port"], str(given["data"])) == ("0.0.0.0", POD_PORT, DATA)
    assert str(given["tls_certificate"]) == str(given["tls_key"]) == f"{SECRETS}/{TLS}"
    assert set(given) == set(inspect.signature(serve).parameters)
    assert workers.GRACE_SECONDS == GRACE_SECONDS


def test_probes_ask_what_the_gateway_answers(container: Any, bank: Path, tmp_path: Path) -> None:
    async def answers() -> dict[str, int]:
        gateway = await Gateway.start(load(bank), tmp_path, Upstream("http://127.0.0.1:9/v1"))
        try:
            paths = {container[kind]["httpGet"]["path"] for kind in ("startupProbe", "livenessProbe", "readinessProbe")}
            return {path: (await gateway.handle(Request("GET", path, "", (), b"", "127.0.0.1", asyncio.Event()))).status for path in paths}
        finally:
            await gateway.close()

    assert asyncio.run(answers()) == {"/healthz": 200, "/readyz": 200}
    named = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert named["https"] == POD_PORT
    for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert (container[kind]["httpGet"]["port"], container[kind]["httpGet"]["scheme"]) == ("https", "HTTPS")
    arguments = container["args"]
    assert arguments[arguments.index("--metrics-port") + 1] == str(named["metrics"])


def test_keys_are_taken_from_where_they_are_mounted(tmp_path: Path) -> None:
    AuditLog.open(tmp_path / "made").close()
    mounted = tmp_path / "pod" / Path(SECRETS).relative_to(DATA)
    mounted.mkdir(parents=True)
    key = (tmp_path / "made" / "keys" / "log.key").read_bytes()
    written = {"log.key": key, "vault.key": b"ab" * 32, "content.key": base64.b64encode(b"c" * 32)}
    assert set(written) == set(KEYS.values())
    for name, text in written.items():
        (mounted / name).write_bytes(text)
    AuditLog.open(tmp_path / "pod").close()
    assert (mounted / "log.key").read_bytes() == key
    assert (tmp_path / "pod/log/key.pub").read_bytes() == (tmp_path / "made/log/key.pub").read_bytes()
    assert vault_keys(tmp_path / "pod", {}) == (b"\xab" * 32,)
    assert load_key(tmp_path / "pod", {}) == b"c" * 32


def test_several_copies_know_their_names_and_one_has_none(contained: Callable[..., Site]) -> None:
    for redis in (True, False):
        template: Any = pod(contained(redis=redis))
        told = {entry["name"]: entry for entry in template["spec"]["containers"][0]["env"]}
        assert told["AZURE_TOKEN_CREDENTIALS"]["value"] == "prod"
        assert told["ENCLAVE_ANCHORS"]["value"].startswith("blob=https://")
        assert told[DIRECTORY_VARIABLE]["value"] == f"{DATA}/cache", "a new pod need not compile the patterns again"
        name = {"name": INSTANCE, "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
        assert told.get(INSTANCE) == (name if redis else None)
        assert {ANCHORS, *([INSTANCE] if redis else [])} <= set(told)


def test_prices_of_ones_own_go_into_the_pod_with_the_file(tmp_path: Path, bank: Path) -> None:
    own = PriceTable.own()
    prices = msgspec.json.encode(own)
    (tmp_path / "own.json").write_bytes(prices)
    text = bank.read_text(encoding="utf-8") + "\nledger: {prices: own.json}\n"
    (tmp_path / "enclave.yaml").write_text(text, encoding="utf-8")
    spec = load(tmp_path / "enclave.yaml").spec
    there = tmp_path / "pod"
    there.mkdir()
    (there / "enclave.yaml").write_text(file_text(spec), encoding="utf-8")
    again = load(there / "enclave.yaml").spec
    assert again == spec
    table = price_table(again, there / "enclave.yaml", None)
    assert table is not None
    assert table.as_of == own.as_of


def test_it_has_no_right_that_it_does_not_need(clustered: Site, container: Any) -> None:
    template: Any = pod(clustered)
    whole, own = template["spec"]["securityContext"], container["securityContext"]
    assert whole["runAsNonRoot"] is own["runAsNonRoot"] is own["readOnlyRootFilesystem"] is True
    assert own["allowPrivilegeEscalation"] is own["privileged"] is template["spec"]["automountServiceAccountToken"] is False
    assert own["capabilities"] == {"drop": ["ALL"]}
    assert whole["seccompProfile"] == {"type": "RuntimeDefault"}
    assert min(whole["runAsUser"], whole["runAsGroup"]) >= 10000
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(template["spec"])
    assert not any("hostPath" in volume for volume in template["spec"]["volumes"])
    assert {"cpu", "memory", "ephemeral-storage"} == set(container["resources"]["limits"]) == set(container["resources"]["requests"])
    writable = {mount["name"] for mount in container["volumeMounts"] if not mount.get("readOnly")}
    assert writable == {"data", "temporary"}


def test_every_volume_is_mounted_and_every_mount_has_a_volume(clustered: Site, container: Any) -> None:
    template: Any = pod(clustered)
    volumes = ["data", *(volume["name"] for volume in template["spec"]["volumes"])]  # the first is of the copy
    assert sorted(volumes) == sorted(mount["name"] for mount in container["volumeMounts"])
    assert len(set(volumes)) == len(volumes)


def test_an_image_is_named_by_its_digest(contained: Callable[..., Site]) -> None:
    digest = "team/gateway@sha256:" + "a" * 64
    templates: list[Any] = [pod(contained(kubernetes=setting)) for setting in (True, {"image": digest})]
    found = [template["spec"]["containers"][0]["image"] for template in templates]
    assert found[0].endswith(".azurecr.io/secure-ai-enclave@")
    assert found[1].endswith(f".azurecr.io/{digest}")


def test_open_answers_may_end_before_the_pod_is_killed(clustered: Site, container: Any) -> None:
    template: Any = pod(clustered)
    assert template["spec"]["terminationGracePeriodSeconds"] > container["lifecycle"]["preStop"]["sleep"]["seconds"] + GRACE_SECONDS


def test_the_file_in_the_cluster_is_the_same_policy(bank: Path, tmp_path: Path, root: Path) -> None:
    for example in sorted((root / "examples").iterdir()):
        spec = load(example / "enclave.yaml").spec
        (tmp_path / "enclave.yaml").write_text(file_text(spec), encoding="utf-8")
        again = load(tmp_path / "enclave.yaml").spec
        assert again == spec
        assert policy_digest(again) == policy_digest(spec)
        assert file_text(again) == file_text(spec)


def test_another_file_has_another_name(contained: Callable[..., Site]) -> None:
    one, other = contained().spec, contained(redis=False).spec
    assert file_name(one) != file_name(other)
    assert file_name(one) == file_name(contained().spec)
    assert (shares_budgets(one), shares_budgets(other)) == (True, False)


def test_the_pod_says_which_policy_it_runs(clustered: Site) -> None:
    template: Any = pod(clustered)
    assert template["metadata"]["annotations"]["enclave/policy-digest"] == policy_digest(clustered.spec)
    assert template["metadata"]["labels"]["azure.workload.identity/use"] == "true"


def test_the_pod_is_told_where_its_redis_is_and_signs_in_as_itself(container: Any, clustered: Site) -> None:
    told = {entry["name"]: entry.get("value") for entry in container["env"]}
    assert shares_budgets(clustered.spec) == ("ENCLAVE_REDIS_HOST" in told)
    if shares_budgets(clustered.spec):
        assert told["ENCLAVE_REDIS_HOST"].path == "properties.hostName"
        assert "/redisEnterprise/" in told["ENCLAVE_REDIS_HOST"].resource
        assert told["ENCLAVE_REDIS_USER"].path == "properties.principalId"
        assert (told["ENCLAVE_REDIS_PORT"], told["ENCLAVE_REDIS_ENTRA"]) == ("10000", "1")
    assert not any("PASSWORD" in name for name in told)
