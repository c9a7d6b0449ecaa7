"""A verification with one of each: proved, refuted, unknown, a finding, an assumption, an unknown type."""

from __future__ import annotations

import pytest

from enclave.finding import Finding, Hop, Proved, Severity, Unknown
from enclave.verify.model import ObligationResult, Verification, refuted

BASE = "/resourceGroups/rg/providers/Microsoft"
SUBNET = f"{BASE}.Network/virtualNetworks/vnet-a/subnets/snet-b"
ACCOUNT = f"{BASE}.CognitiveServices/accounts/oai-x"


@pytest.fixture
def verification() -> Verification:
    wrong = refuted(
        "tcp 203.0.113.7:50000 -> 10.0.0.4:443",
        ("internet", "any machine"),
        Hop(f"{BASE}.Network/networkSecurityGroups/nsg", "rule Allow|All (priority 100) allows tcp/443 from Internet to *"),
        Hop(SUBNET, "delivered"),
        reason="public address of a machine",
    )
    title = "nothing on the internet reaches a service or a subnet but through a declared front door"
    return Verification(
        (
            ObligationResult("no-internet-ingress", 1, title, ACCOUNT, Proved("no door is open")),
            ObligationResult("no-internet-ingress", 1, title, SUBNET, wrong),
            ObligationResult(
                "not-vacuous", 4, "what must reach a service can", f"{SUBNET} -> {ACCOUNT}", Unknown("`parameters('x')` is not known")
            ),
        ),
        (
            Finding("tls-minimum", Severity.MEDIUM, ACCOUNT, "minimumTlsVersion is 1.0", "t.json#/resources/1"),
            Finding("public-address", Severity.HIGH, SUBNET, "has a public address"),
            Finding("latent-egress", Severity.HIGH, SUBNET, "`x` is not known", unknown=True),
        ),
        ("nobody changes it afterwards, " * 8,),
        ("Microsoft.Unheard/ofs: thing",),
    )
