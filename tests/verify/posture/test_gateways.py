"""Listeners of an application gateway that take requests in the clear."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Unresolved
from enclave.verify.posture.gateways import plain_backends, plain_listeners, unchecked_backends

GATEWAY = "/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/g"


def gateway(build: Any, protocol: Any, **rule: Any) -> Any:
    build.add("Microsoft.Network/applicationGateways", "g", {
        "httpListeners": [{"name": "L", "properties": {"protocol": protocol}}],
        "requestRoutingRules": [{"name": "r", "properties": {"httpListener": {"id": f"{GATEWAY}/httpListeners/l"}, **rule}}],
    })
    return build.graph().resources[-1]


def test_a_listener_without_tls_that_passes_requests_on_is_plain(build: Any) -> None:
    assert plain_listeners(gateway(build, "http", backendAddressPool={"id": f"{GATEWAY}/backendAddressPools/p"})) == ("l",)


def named(name: str, **properties: Any) -> dict[str, Any]:
    return {"name": name, "properties": properties}


def own(kind: str, name: str) -> dict[str, str]:
    return {"id": f"{GATEWAY}/{kind}/{name}"}


PLAIN, SAFE = own("httpListeners", "plain"), own("httpListeners", "safe")
POOL = own("backendAddressPools", "p")
OPEN, CLOSED = (own("backendHttpSettingsCollection", name) for name in ("Open", "closed"))


def parts(**properties: Any) -> dict[str, Any]:
    """Two listeners, two settings of backends, and what else is given."""
    return {
        "httpListeners": [named("plain", protocol="Http"), named("safe", protocol="HTTPS")],
        "backendHttpSettingsCollection": [named("open", protocol="http"), named("closed", protocol="Https")],
        **properties,
    }


def redirect(listener: dict[str, str] = PLAIN, **target: Any) -> dict[str, Any]:
    rule = named("r", httpListener=listener, redirectConfiguration=own("redirectConfigurations", "c"))
    return {"requestRoutingRules": [rule], "redirectConfigurations": [named("C", **target)]}


def passes(listener: dict[str, str], settings: dict[str, str]) -> dict[str, Any]:
    return {"requestRoutingRules": [named("r", httpListener=listener, backendAddressPool=POOL, backendHttpSettings=settings)]}


def paths(listener: dict[str, str], default: dict[str, Any], *rules: dict[str, Any]) -> dict[str, Any]:
    return {
        "requestRoutingRules": [named("r", httpListener=listener, urlPathMap=own("urlPathMaps", "m"))],
        "urlPathMaps": [named("m", **default, pathRules=[named(f"p{place}", **rule) for place, rule in enumerate(rules)])],
    }


def raw(listener: str, settings: str) -> dict[str, Any]:
    return {
        "listeners": [named("l4", protocol=listener)], "backendSettingsCollection": [named("b4", protocol=settings)],
        "routingRules": [named("r4", listener=own("listeners", "l4"), backendSettings=own("backendSettingsCollection", "b4"))],
    }


def test_what_is_taken_or_sent_on_in_the_clear(build: Any) -> None:
    for case, (properties, listeners, backends) in {
        "to TLS": (redirect(targetListener=SAFE), (), ()),
        "to an address with TLS": (redirect(targetUrl="HTTPS://x"), (), ()),
        "to a plain listener": (redirect(targetListener=PLAIN), ("plain",), ()),
        "to a plain address": (redirect(targetUrl="http://x"), ("plain",), ()),
        "nowhere": (redirect(), ("plain",), ()),
        "TLS all the way": (passes(SAFE, CLOSED), (), ()),
        "TLS as far as here": (passes(SAFE, OPEN), (), ("open",)),
        "none at all": (passes(PLAIN, OPEN), ("plain",), ()),
        "settings that nobody uses": (passes(SAFE, CLOSED) | {"urlPathMaps": []}, (), ()),
        "one path": (paths(SAFE, {"defaultBackendHttpSettings": CLOSED}, {"backendHttpSettings": OPEN}), (), ("open",)),
        "the other paths": (paths(SAFE, {"defaultBackendHttpSettings": OPEN}, {"backendHttpSettings": CLOSED}), (), ("open",)),
        "paths of a plain listener": (paths(PLAIN, {"defaultBackendHttpSettings": CLOSED}), ("plain",), ()),
        "TLS taken off TCP": (raw("Tls", "Tcp"), (), ("b4",)),
        "TLS on TCP": (raw("Tls", "Tls"), (), ()),
    }.items():
        build.add("Microsoft.Network/applicationGateways", "g", parts(**properties))
        found = build.graph().resources[-1]
        assert (plain_listeners(found), plain_backends(found)) == (listeners, backends), case
    build.add("Microsoft.Network/applicationGateways", "g", parts(**raw("Tcp", "Tcp")))
    with pytest.raises(Undecided, match="passes TCP on as it is"):
        plain_backends(build.graph().resources[-1])


def trusting(listener: dict[str, str] = SAFE, **settings: Any) -> dict[str, Any]:
    """One rule to settings with TLS that say something of the backend's certificate."""
    root = named("Root", keyVaultSecretId="https://kv-a.vault.azure.net/secrets/root")
    return passes(listener, CLOSED) | {
        "trustedRootCertificates": [root], "backendHttpSettingsCollection": [named("closed", protocol="Https", **settings)],
    }


def test_with_tls_somebody_must_look_who_answers(build: Any) -> None:
    roots = {"trustedRootCertificates": [own("trustedRootCertificates", "root")]}
    for case, (properties, own_authority, told) in {
        "an authority that is there": (trusting(**roots), True, None),
        "any of the public, where nobody asks for more": (trusting(), False, None),
        "any of the public, where the owner asks for his own": (trusting(), True, "the owner wants its own"),
        "one that is not there": (trusting(trustedRootCertificates=[own("trustedRootCertificates", "Gone")]), False, "authority gone"),
        "1 of 2": (trusting(trustedRootCertificates=[own("trustedRootCertificates", each) for each in ("root", "x")]), True, "y x that"),
        "nobody looks who signed": (trusting(**roots, validateCertChainAndExpiry=False), True, "who signed"),
        "nobody looks for whom": (trusting(**roots, validateSNI="false"), False, "whose name"),
        "both said": (trusting(**roots, validateCertChainAndExpiry=True, validateSNI=True), True, None),
        "behind a plain listener nothing is kept": (trusting(PLAIN, validateSNI=False), True, None),
        "settings that nobody uses": (trusting(validateSNI=False) | {"requestRoutingRules": []}, True, None),
    }.items():
        build.add("Microsoft.Network/applicationGateways", "g", parts(**properties))
        found = list(unchecked_backends(build.graph().resources[-1], own_authority=own_authority))
        assert [name for name, _ in found] == (["closed"] if told else []), case
        assert not told or told in found[0][1], case
    build.add("Microsoft.Network/applicationGateways", "g", parts(**trusting(validateSNI=Unresolved("parameters('check')"))))
    with pytest.raises(Undecided):
        list(unchecked_backends(build.graph().resources[-1], own_authority=False))


def test_a_listener_with_tls_is_not_plain(build: Any) -> None:
    assert plain_listeners(gateway(build, "Https")) == ()


def test_an_unknown_protocol_is_undecided(build: Any) -> None:
    with pytest.raises(Undecided):
        plain_listeners(gateway(build, Unresolved("parameters('p')")))
