"""Rule gateway-tls-policy: an application gateway takes TLS older than 1.2."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import items, text
from enclave.graph.model import Graph, Resource, Value
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import application_gateway
from enclave.verify.settings import is_written

NEW = "2023-02-01"
"""The first version of the API whose default starts at TLS 1.2."""
GOOD = ("appgwsslpolicy20170401s", "appgwsslpolicy20220101", "appgwsslpolicy20220101s")
"""Predefined policies that do."""


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """The policy, predefined or of the owner's, must start at TLS 1.2; so must every profile."""
    yield from _weak(resource.body, "properties.sslPolicy", resource.api_version)
    for profile in items(resource.body, "properties.sslProfiles"):
        if is_written(profile, "properties.sslPolicy"):
            yield from (f"profile {text(profile, 'name')}: {message}" for message in _weak(profile, "properties.sslPolicy", NEW))


def _weak(body: Value, path: str, version: str) -> Iterator[str]:
    least = text(body, f"{path}.minProtocolVersion")
    name = text(body, f"{path}.policyName")
    if least:
        if least.lower() not in ("tlsv1_2", "tlsv1_3"):
            yield f"sslPolicy.minProtocolVersion is {least}"
    elif name:
        if name.lower() not in GOOD:
            yield f"sslPolicy.policyName is {name}"
    elif version[:10] < NEW:
        yield f"sslPolicy is not written, and Azure takes AppGwSslPolicy20150501 before {NEW}"


RULE = Rule(
    id="gateway-tls-policy",
    title="an application gateway takes TLS older than 1.2",
    severity=Severity.MEDIUM,
    why="TLS 1.0 and 1.1 are retired (RFC 8996): what is sent can be read or changed on the way",
    fix="set `sslPolicy.policyName: AppGwSslPolicy20220101S`",
    check=each(("Microsoft.Network/applicationGateways",), judge),
    references=References(
        mcsb=("DP-3",),
        pages=("learn.microsoft.com/azure/application-gateway/application-gateway-ssl-policy-overview",),
    ),
    fails=(application_gateway(sslPolicy={"policyType": "Predefined", "policyName": "AppGwSslPolicy20170401"}),),
    passes=(application_gateway(sslPolicy={"policyType": "Predefined", "policyName": "AppGwSslPolicy20220101S"}),),
    azurerm=(Native("azurerm_application_gateway", "ssl_policy.policy_name", "AppGwSslPolicy20220101S"),),
)
