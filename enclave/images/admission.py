"""What keeps a cluster from starting any other image: rules for Kyverno, for Gatekeeper with Ratify, and for Azure Policy; and two scripts
that let an image into the registry only after the gate.

Azure's own Image Integrity is a preview (policy 1.0.5-preview) and is not used. Sources: kyverno.io/docs/policy-types/cluster-policy,
open-policy-agent.github.io/gatekeeper, ratify.dev/docs, learn.microsoft.com/azure/aks/policy-reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from ruamel.yaml.scalarstring import LiteralScalarString

from enclave.errors import InputError
from enclave.graph.yaml_text import Form, yaml_text
from enclave.images.scripts import QUARANTINE, RELEASE
from enclave.spec.images import Signing

SYSTEM: Final = ("kube-system", "gatekeeper-system", "kyverno", "azure-arc", "calico-system", "tigera-operator")
"""Namespaces of the cluster itself: what starts there comes from Microsoft's registry and is not ours to sign."""
ENGINE: Final = "admission.k8s.gatekeeper.sh"
CONTAINERS: Final = ("containers", "initContainers", "ephemeralContainers")
FORM: Final = Form(offset=2, kept=True)
EVERYBODY: Final = ("*",)
_EVERY: Final = "\n".join(f"started[container] {{ container := input.review.object.spec.{kind}[_] }}" for kind in CONTAINERS)
IMAGES_REGO: Final = f"""package enclaveimages

violation[{{"msg": message}}] {{
  container := started[_]
  not allowed(container.image)
  message := sprintf("image %v is not from an allowed registry, by its digest", [container.image])
}}

allowed(image) {{
  registry := input.parameters.registries[_]
  startswith(image, concat("", [registry, "/"]))
  regex.match("^[^@]+@sha256:[0-9a-f]{{64}}$", image)
}}

{_EVERY}
"""
SIGNATURES_REGO: Final = f"""package enclavesignatures

answer := external_data({{"provider": "ratify-provider", "keys": [image | image := started[_].image]}})

violation[{{"msg": message}}] {{
  answer.system_error != ""
  message := sprintf("signatures cannot be verified: %v", [answer.system_error])
}}

violation[{{"msg": message}}] {{
  failed := answer.errors[_]
  message := sprintf("signatures of %v cannot be verified: %v", [failed[0], failed[1]])
}}

violation[{{"msg": message}}] {{
  result := answer.responses[_]
  not result[1].isSuccess
  message := sprintf("image %v is not signed by anybody who may", [result[0]])
}}

violation[{{"msg": message}}] {{
  image := started[_].image
  not answered(image)
  message := sprintf("nothing was said of the signature of %v", [image])
}}

answered(image) {{
  answer.responses[_][0] == image
}}

{_EVERY}
"""


def admission_files(registries: Sequence[str], signing: Signing | None) -> dict[str, str]:
    """Relative path -> text. Raises InputError when nothing says where images may come from."""
    if not registries:
        hint = "write `images: {registries: [...]}`, or build a registry with `components: {container_registry: true}`"
        raise InputError("nothing says where images may come from", hint=hint)
    files = {
        "azure-policy.json": _azure_policy(registries),
        "gatekeeper/images.yaml": _yaml(*_gatekeeper("EnclaveImages", IMAGES_REGO, {"registries": [*registries]})),
        "release.sh": RELEASE,
        "quarantine.sh": QUARANTINE,
    }
    if signing is not None:
        files["gatekeeper/ratify.yaml"] = _yaml(*_ratify(registries, signing))
        files["gatekeeper/signatures.yaml"] = _yaml(*_gatekeeper("EnclaveSignatures", SIGNATURES_REGO, None))
    if signing is None or signing.identities == EVERYBODY:
        files["kyverno/images.yaml"] = _yaml(_kyverno(registries, signing))
    return files


def left_out(signing: Signing | None) -> Iterator[str]:
    """What the files do not do, for a person to know."""
    if signing is None:
        yield "signatures are not verified: `images.signing` names nobody who signs"
    elif signing.identities != EVERYBODY:
        yield "kyverno/ is not written: it cannot tell subjects of certificates apart, and `images.signing.identities` names some"


def _kyverno(registries: Sequence[str], signing: Signing | None) -> dict[str, Any]:
    pattern = " | ".join(f"{registry}/*@sha256:{'?' * 64}" for registry in registries)
    containers = {"containers": [{"image": pattern}], **{f"=({kind})": [{"image": pattern}] for kind in CONTAINERS[1:]}}
    selected = {
        "match": {"any": [{"resources": {"kinds": ["Pod"]}}]},
        "exclude": {"any": [{"resources": {"namespaces": [*SYSTEM]}}]},
    }
    rules: list[dict[str, Any]] = [{
        "name": "registry-and-digest", **selected,
        "validate": {
            "failureAction": "Enforce", "message": "images come from an allowed registry, by their digest", "pattern": {"spec": containers},
        },
    }]  # fmt: skip
    if signing is not None:
        attestors = [{"count": 1, "entries": [{"certificates": {"cert": LiteralScalarString(text)}} for text in signing.certificates]}]
        rules.append({
            "name": "signature", **selected,
            "verifyImages": [{
                "type": "Notary", "failureAction": "Enforce", "imageReferences": [f"{registry}/*" for registry in registries],
                "required": True, "mutateDigest": False, "verifyDigest": True, "attestors": attestors,
            }],
        })  # fmt: skip
    return {
        "apiVersion": "kyverno.io/v1", "kind": "ClusterPolicy", "metadata": {"name": "enclave-images"},
        "spec": {"background": True, "failurePolicy": "Fail", "webhookTimeoutSeconds": 30, "rules": rules},
    }  # fmt: skip


def _gatekeeper(kind: str, rego: str, parameters: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    schema = {"type": "object", "properties": {"registries": {"type": "array", "items": {"type": "string"}}}}
    names: dict[str, Any] = {"names": {"kind": kind}, **({"validation": {"openAPIV3Schema": schema}} if parameters else {})}
    yield {
        "apiVersion": "templates.gatekeeper.sh/v1", "kind": "ConstraintTemplate", "metadata": {"name": kind.lower()},
        "spec": {"crd": {"spec": names}, "targets": [{"target": ENGINE, "rego": LiteralScalarString(rego)}]},
    }  # fmt: skip
    match = {"kinds": [{"apiGroups": [""], "kinds": ["Pod"]}], "excludedNamespaces": [*SYSTEM]}
    yield {
        "apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": kind, "metadata": {"name": kind.lower()},
        "spec": {"enforcementAction": "deny", "match": match, **({"parameters": parameters} if parameters else {})},
    }  # fmt: skip


def _ratify(registries: Sequence[str], signing: Signing) -> Iterator[dict[str, Any]]:
    version, names = "config.ratify.deislabs.io/v1beta1", [f"signers-{number}" for number, _ in enumerate(signing.certificates, 1)]
    for name, certificate in zip(names, signing.certificates, strict=True):
        parameters = {"contentType": "certificate", "value": LiteralScalarString(certificate)}
        yield {
            "apiVersion": version, "kind": "KeyManagementProvider", "metadata": {"name": name, "namespace": "gatekeeper-system"},
            "spec": {"type": "inline", "parameters": parameters},
        }  # fmt: skip
    yield {
        "apiVersion": version, "kind": "Store", "metadata": {"name": "store-oras"},
        "spec": {"name": "oras", "parameters": {"authProvider": {"name": "azureWorkloadIdentity"}}},
    }  # fmt: skip
    policy = {
        "name": "signers", "registryScopes": ["*"], "signatureVerification": {"level": "strict"}, "trustStores": ["ca:signers"],
        "trustedIdentities": [*signing.identities],
    }  # fmt: skip
    yield {
        "apiVersion": version, "kind": "Verifier", "metadata": {"name": "verifier-notation"},
        "spec": {
            "name": "notation", "artifactTypes": "application/vnd.cncf.notary.signature",
            "parameters": {
                "verificationCertStores": {"ca": {"signers": [f"gatekeeper-system/{name}" for name in names]}},
                "trustPolicyDoc": {"version": "1.0", "trustPolicies": [policy]},
            },
        },
    }  # fmt: skip


def _azure_policy(registries: Sequence[str]) -> str:
    """Parameters of an assignment of Azure's built-in policy, which needs the add-on of the cluster only."""
    sources = "|".join(re.escape(registry) for registry in registries)
    parameters = {
        "allowedContainerImagesRegex": {"value": f"^({sources})/.+@sha256:[0-9a-f]{{64}}$"},
        "excludedNamespaces": {"value": [*SYSTEM]}, "effect": {"value": "deny"},
    }  # fmt: skip
    return json.dumps(parameters, indent=2) + "\n"


def _yaml(*documents: dict[str, Any]) -> str:
    return "---\n".join(yaml_text(document, FORM) for document in documents)
