"""Which stored answers the request goes on from: ids that this gateway sealed for a project of the caller's, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages.access import HEADER

BY_ID = frozenset({"item_reference", "reasoning"})
"""Items of the input that the model service looks up by their ids: they are where they were made, and are part of the prompt."""
ENCRYPTED = "encrypted_content"
"""With it, reasoning comes with the request, and nothing is looked up."""


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `stored`, `project`, `region` and `context`; puts the upstream's ids into the body."""
    if exchange.caller is None:
        raise ValueError("unseal before identity")
    wanted = exchange.request.header(HEADER.encode())
    projects = [wanted.decode("latin-1")] if wanted is not None else sorted(exchange.caller.memberships)
    mine = [project for project in projects if project in exchange.caller.memberships]
    exchange.ids = runtime.response_ids
    named = exchange.resource or exchange.body.get("previous_response_id")
    if named is not None:
        stored = exchange.ids.open(str(named))
        if stored is None or stored.project not in mine or stored.region not in runtime.projects[stored.project].regions:
            return _unknown("" if exchange.resource else "previous_response_id")
        mine = [stored.project]
        exchange.stored, exchange.project, exchange.region, exchange.sealed = stored, stored.project, stored.region, str(named)
        if exchange.resource:
            exchange.deployment = stored.deployment
        else:
            exchange.context = stored.tokens
    places = [(project, region) for project in mine for region in runtime.projects[project].regions]
    opened: set[tuple[int, str | int]] = set()
    for index, given in _items(exchange.body):
        name = given.get("id")
        item = exchange.ids.open_item(places, name) if isinstance(name, str) else None
        if item is None or (exchange.project and item.project != exchange.project):
            if not isinstance(name, str | None) or not _is_whole(given):
                return _unknown(f"input[{index}].id")
            given.pop("id", None)  # a name of the client's own, which nobody is asked for
            opened.add((id(given), "id"))
            continue
        exchange.project = item.project
        if given.get("type") in BY_ID:
            if exchange.region and item.region != exchange.region:
                return Refusal("unseal", 400, "invalid_value", "the request goes on from answers of two regions", f"input[{index}].id")
            exchange.region = item.region
            exchange.context += item.tokens
        given["id"] = item.id
        opened.add((id(given), "id"))
    if exchange.stored is not None and not exchange.resource:
        exchange.body["previous_response_id"] = exchange.stored.id
        opened.add((id(exchange.body), "previous_response_id"))
    if opened:  # what was sealed here was scanned here
        exchange.fields = [field for field in exchange.fields if (id(field.holder), field.place) not in opened]
    return exchange


def _items(body: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Items of the input that have an id, or need one."""
    given = body.get("input")
    for index, item in enumerate(given if isinstance(given, list) else ()):
        if isinstance(item, dict) and (item.get("id") is not None or item.get("type") in BY_ID):
            yield index, item


def _is_whole(item: dict[str, Any]) -> bool:
    """Whether it says itself all that it means, and need not be looked up."""
    if item.get("type") not in BY_ID:
        return True
    return item.get("type") == "reasoning" and isinstance(item.get(ENCRYPTED), str) and bool(item[ENCRYPTED])


def _unknown(param: str) -> Refusal:
    """Whether it exists in another project is not said."""
    if not param:
        return Refusal("unseal", 404, "response_not_found", "there is no response with this id in a project of yours")
    code = "previous_response_not_found" if param == "previous_response_id" else "invalid_value"
    return Refusal("unseal", 400, code, f"`{param}` names nothing that was answered in a project of yours", param)


STAGE = Stage("unseal", "which stored answers it goes on from: ids that were sealed for the caller's project", run)
