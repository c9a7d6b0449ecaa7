"""What an application gateway takes or sends on in the clear, or to nobody knows whom: listeners and settings of backends.

With TLS it asks a backend for a certificate of an authority that its settings trust, else of one that the public trusts, and for the
name that it goes on to (learn.microsoft.com/azure/application-gateway/ssl-overview, end-to-end TLS with the v2 SKU); settings can
switch either off (learn.microsoft.com/azure/application-gateway/configuration-http-settings, backend TLS validation).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from enclave.graph.body import flag, items, last_segment, link, links, text
from enclave.graph.model import Body, Resource
from enclave.verify.unsure import Unsure

TYPE = "microsoft.network/applicationgateways"
PLAIN, RAW = "http", "tcp"


class Way(NamedTuple):
    """One thing that a gateway does with requests. All names are in lower case."""

    listener: str
    redirect: str | None
    """Name of the redirection that callers are sent to; None: requests are passed on."""
    settings: str | None
    """Name of the settings by which they are; None where the template does not say."""


def plain_listeners(gateway: Resource) -> tuple[str, ...]:
    """Names of listeners that take requests without TLS, and do more than send callers to one that has it. Raises `Undecided`."""
    protocols = _protocols(gateway.body, "httpListeners")
    safe = _safe_redirections(gateway.body, protocols)
    ways = _ways(gateway.body)
    return _once(way.listener for way in ways if protocols.get(way.listener) == PLAIN and way.redirect not in safe)


def plain_backends(gateway: Resource) -> tuple[str, ...]:
    """Names of settings by which what a listener with TLS has taken goes on without it. Raises `Undecided`."""
    settings = _protocols(gateway.body, "backendHttpSettingsCollection")
    return _once((*(each for each in _onward(gateway.body) if settings.get(each) == PLAIN), *_raw(gateway)))


def unchecked_backends(gateway: Resource, *, own_authority: bool) -> Iterator[tuple[str, str]]:
    """Names of settings by which it goes on with TLS and does not ask who answers, each with what is missing. Raises `Undecided`.

    `own_authority`: the owner wants nobody trusted but an authority that the settings name.
    """
    roots = {text(part, "name").lower() for part in items(gateway.body, "properties.trustedRootCertificates")}
    used = frozenset(_onward(gateway.body))
    for part in items(gateway.body, "properties.backendHttpSettingsCollection"):
        name = text(part, "name").lower()
        if name not in used or text(part, "properties.protocol").lower() == PLAIN:
            continue
        trusted = [last_segment(found).lower() for found in links(part, "properties.trustedRootCertificates")]
        missing = [root for root in trusted if root not in roots]
        if not flag(part, "properties.validateCertChainAndExpiry", True):
            yield name, "nobody looks who signed the certificate: set validateCertChainAndExpiry"
        elif not flag(part, "properties.validateSNI", True):
            yield name, "nobody looks whose name is in the certificate: set validateSNI"
        elif missing:
            yield name, f"the authority {missing[0]} that they trust is not there: put it into trustedRootCertificates"
        elif own_authority and not trusted:
            yield name, "any authority that the public trusts may vouch for the backend, and the owner wants its own: name it"


def _onward(body: Body) -> tuple[str, ...]:
    """Names of the settings by which what a listener with TLS has taken goes on."""
    protocols = _protocols(body, "httpListeners")
    return _once(way.settings for way in _ways(body) if way.redirect is None and protocols.get(way.listener) != PLAIN and way.settings)


def _raw(gateway: Resource) -> Iterator[str]:
    """The same of layer 4. Whether TLS protects what is passed through as it is, is for those at its ends to say."""
    listeners, settings = _protocols(gateway.body, "listeners"), _protocols(gateway.body, "backendSettingsCollection")
    for rule in items(gateway.body, "properties.routingRules"):
        listener, name = _name(rule, "properties.listener"), _name(rule, "properties.backendSettings")
        if listener and name and settings.get(name) == RAW:
            if listeners.get(listener) == RAW:
                raise Unsure(f"listener {listener} passes TCP on as it is: whether TLS protects it is not in the template", gateway.id)
            yield name


def _ways(body: Body) -> list[Way]:
    maps = {text(part, "name").lower(): part for part in items(body, "properties.urlPathMaps")}
    found: list[Way] = []
    for rule in items(body, "properties.requestRoutingRules"):
        listener, through = _name(rule, "properties.httpListener") or "", _name(rule, "properties.urlPathMap")
        if through is None or through not in maps:
            found.append(Way(listener, _name(rule, "properties.redirectConfiguration"), _name(rule, "properties.backendHttpSettings")))
            continue
        default = (_name(maps[through], f"properties.default{part}") for part in ("RedirectConfiguration", "BackendHttpSettings"))
        found.append(Way(listener, *default))
        for path in items(maps[through], "properties.pathRules"):
            found.append(Way(listener, _name(path, "properties.redirectConfiguration"), _name(path, "properties.backendHttpSettings")))
    return found


def _safe_redirections(body: Body, protocols: dict[str, str]) -> frozenset[str]:
    """Those that lead to a listener or an address with TLS."""
    found = []
    for part in items(body, "properties.redirectConfigurations"):
        target = _name(part, "properties.targetListener")
        url = text(part, "properties.targetUrl").lower()
        if protocols.get(target, "") not in ("", PLAIN) if target is not None else url.startswith("https:"):
            found.append(text(part, "name").lower())
    return frozenset(found)


def _protocols(body: Body, collection: str) -> dict[str, str]:
    return {text(part, "name").lower(): text(part, "properties.protocol").lower() for part in items(body, f"properties.{collection}")}


def _name(body: Body, path: str) -> str | None:
    found = link(body, path)
    return None if found is None else last_segment(found).lower()


def _once(names: Iterator[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
