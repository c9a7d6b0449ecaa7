"""What an application gateway takes or sends on in the clear: listeners without TLS, and settings of backends without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from enclave.graph.body import items, last_segment, link, text
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
    protocols = _protocols(gateway.body, "httpListeners")
    settings = _protocols(gateway.body, "backendHttpSettingsCollection")
    found = [way.settings for way in _ways(gateway.body) if way.redirect is None and protocols.get(way.listener) != PLAIN and way.settings]
    return _once((*(each for each in found if settings.get(each) == PLAIN), *_raw(gateway)))


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
