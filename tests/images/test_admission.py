"""What clusters are told: allowed registries, by digest, signed; and nothing that an engine cannot say."""

from __future__ import annotations

import fnmatch
import json
import re
import subprocess
import sys

import pytest
from ruamel.yaml import YAML

from enclave.errors import InputError
from enclave.images.admission import IMAGES_REGO, SIGNATURES_REGO, SYSTEM, admission_files, left_out
from enclave.spec.images import Signing

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n"
REGISTRIES = ("crbank.azurecr.io", "other.azurecr.io/released")
DIGEST = "sha256:" + "a" * 64
IMAGES = {
    f"crbank.azurecr.io/team/app@{DIGEST}": True,
    f"other.azurecr.io/released/app@{DIGEST}": True,
    f"crbank.azurecr.io/app:1@{DIGEST}": True,
    "crbank.azurecr.io/team/app:1": False,
    "crbank.azurecr.io/team/app": False,
    f"other.azurecr.io/app@{DIGEST}": False,
    f"crbank.azurecr.io.evil.example/app@{DIGEST}": False,
    f"evil.example/crbank.azurecr.io/app@{DIGEST}": False,
    f"app@{DIGEST}": False,
    f"crbankXazurecr.io/app@{DIGEST}": False,
    f"crbank.azurecr.io/app@{DIGEST}0": False,
    "crbank.azurecr.io/app@sha256:abc": False,
}


def documents(text: str) -> list[dict[str, object]]:
    return list(YAML(typ="safe").load_all(text))


def test_every_engine_lets_the_same_images_start() -> None:
    files = admission_files(REGISTRIES, None)
    assert sorted(files) == ["azure-policy.json", "gatekeeper/images.yaml", "kyverno/images.yaml", "quarantine.sh", "release.sh"]
    (policy,) = documents(files["kyverno/images.yaml"])
    (rule,) = policy["spec"]["rules"]  # type: ignore[index]
    pod = rule["validate"]["pattern"]["spec"]
    assert sorted(pod) == ["=(ephemeralContainers)", "=(initContainers)", "containers"]
    patterns = {part[0]["image"] for part in pod.values()}
    assert len(patterns) == 1
    kyverno = [fnmatch.translate(part) for part in patterns.pop().split(" | ")]
    azure = json.loads(files["azure-policy.json"])["allowedContainerImagesRegex"]["value"]
    for image, starts in IMAGES.items():
        assert any(re.fullmatch(part, image) for part in kyverno) is starts, image
        assert bool(re.search(azure, image)) is starts, image
    template, constraint = documents(files["gatekeeper/images.yaml"])
    assert template["spec"]["targets"][0]["rego"] == IMAGES_REGO  # type: ignore[index]
    assert template["metadata"]["name"] == constraint["kind"].lower()  # type: ignore[index, attr-defined]
    assert constraint["spec"]["parameters"] == {"registries": [*REGISTRIES]}  # type: ignore[index]
    assert constraint["spec"]["enforcementAction"] == "deny"  # type: ignore[index]
    assert constraint["spec"]["match"]["excludedNamespaces"] == [*SYSTEM]  # type: ignore[index]


ENGINE = """
import json, sys
from regopy import Interpreter
for rego, package, document in json.load(sys.stdin):
    engine = Interpreter()
    engine.add_module(package, rego)
    engine.set_input(document)
    print(engine.query(f"data.{package}.violation"))
"""
"""An interpreter of Rego v0, as Gatekeeper's templates are. In a process of its own: it does not bear other libraries beside it."""
NOTHING = '{"expressions":[[]]}'


def violations(cases: list[tuple[str, str, object]]) -> list[str]:
    """What each rule finds in each document."""
    ran = subprocess.run([sys.executable, "-c", ENGINE], input=json.dumps(cases), capture_output=True, text=True, check=True)
    found = ran.stdout.splitlines()
    assert len(found) == len(cases)
    return found


def review(*images: str, kind: str = "containers") -> dict[str, object]:
    return {"object": {"spec": {"containers": [], kind: [{"name": "c", "image": image} for image in images]}}}


def test_gatekeepers_rules_as_an_interpreter_runs_them() -> None:
    given = {"parameters": {"registries": [*REGISTRIES]}}
    good, kinds = f"crbank.azurecr.io/team/app@{DIGEST}", ("containers", "initContainers", "ephemeralContainers")
    asked = [(image, kind, starts) for image, starts in IMAGES.items() for kind in kinds]
    found = violations([(IMAGES_REGO, "enclaveimages", given | {"review": review(image, kind=kind)}) for image, kind, _ in asked])
    assert [case for case, said in zip(asked, found, strict=True) if (said == NOTHING) is not case[2]] == []
    [both] = violations([(IMAGES_REGO, "enclaveimages", given | {"review": review(good, "crbank.azurecr.io/app:1")})])
    assert "crbank.azurecr.io/app:1" in both
    # external_data is Gatekeeper's own: Ratify's answer is given in its place
    call = SIGNATURES_REGO[SIGNATURES_REGO.index("external_data(") : SIGNATURES_REGO.index("})") + 2]
    rego = SIGNATURES_REGO.replace(call, "input.answer")
    signed, unsigned = [good, {"isSuccess": True}], [good, {"isSuccess": False}]
    answers = [
        ({"system_error": "", "errors": [], "responses": [signed]}, True),
        ({"system_error": "", "errors": [], "responses": [unsigned]}, False),
        ({"system_error": "", "errors": [[good, "no such key"]], "responses": []}, False),
        ({"system_error": "ratify is down", "errors": [], "responses": [signed]}, False),
        ({"system_error": "", "errors": [], "responses": []}, False),
        ({"system_error": "", "errors": [], "responses": [["another", {"isSuccess": True}]]}, False),
    ]
    found = violations([(rego, "enclavesignatures", {"answer": answer, "review": review(good)}) for answer, _ in answers])
    assert [case for case, said in zip(answers, found, strict=True) if (said == NOTHING) is not case[1]] == []


def test_signatures() -> None:
    signing = Signing(certificates=(CERTIFICATE, CERTIFICATE))
    files = admission_files(REGISTRIES, signing)
    (policy,) = documents(files["kyverno/images.yaml"])
    (verified,) = policy["spec"]["rules"][1]["verifyImages"]  # type: ignore[index]
    assert (verified["type"], verified["required"], verified["verifyDigest"], verified["failureAction"]) == (
        "Notary",
        True,
        True,
        "Enforce",
    )
    assert verified["imageReferences"] == ["crbank.azurecr.io/*", "other.azurecr.io/released/*"]
    assert [entry["certificates"]["cert"] for entry in verified["attestors"][0]["entries"]] == [CERTIFICATE] * 2
    *providers, store, verifier = documents(files["gatekeeper/ratify.yaml"])
    assert [one["spec"]["parameters"]["value"] for one in providers] == [CERTIFICATE] * 2  # type: ignore[index]
    assert store["kind"] == "Store"
    parameters = verifier["spec"]["parameters"]  # type: ignore[index]
    named = [f"{one['metadata']['namespace']}/{one['metadata']['name']}" for one in providers]  # type: ignore[index]
    assert parameters["verificationCertStores"] == {"ca": {"signers": named}}
    (trusted,) = parameters["trustPolicyDoc"]["trustPolicies"]
    assert (trusted["signatureVerification"], trusted["trustStores"], trusted["trustedIdentities"]) == (
        {"level": "strict"},
        ["ca:signers"],
        ["*"],
    )
    template, _ = documents(files["gatekeeper/signatures.yaml"])
    assert template["spec"]["targets"][0]["rego"] == SIGNATURES_REGO  # type: ignore[index]
    assert list(left_out(signing)) == []
    assert "not verified" in next(left_out(None))


def test_what_an_engine_cannot_say_is_not_written() -> None:
    signing = Signing(certificates=(CERTIFICATE,), identities=("x509.subject: C=US, ST=WA, O=contoso.example",))
    assert "kyverno/images.yaml" not in admission_files(REGISTRIES, signing)
    assert "cannot tell subjects" in next(left_out(signing))
    with pytest.raises(InputError, match="where images may come from"):
        admission_files((), None)
