"""What a person must look at: read off the page's document, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from enclave.console.spend import titled


class Item(NamedTuple):
    """One thing to look at."""

    level: str
    """`bad`: something is wrong; `warn`: something is not known, or will soon be wrong."""
    text: str
    section: str
    """Where it is told in full: a part of the overview, or with a slash a page of its own."""


def attention(document: Mapping[str, Any]) -> list[Item]:
    """Everything that is not as it should be; empty when all is well."""
    parts = (("proof", _proof), ("unsafe", _unsafe), ("gateway", _gateway), ("log", _log), ("spend", _spend), ("deployed", _deployed),
             ("firing", _firing))  # fmt: skip
    items = [item for name, look in parts for item in look(document[name])]
    return sorted(items, key=lambda item: item.level != "bad")


def _proof(proof: Mapping[str, Any]) -> Iterator[Item]:
    if proof["problem"]:
        yield Item("bad", f"the file cannot be verified: {proof['problem'].splitlines()[0]}", "proof")
    if not proof["obligations"]:
        if not proof["problem"]:
            yield Item("warn", "the proof is being computed", "proof")
        return
    for verdict, level in (("refuted", "bad"), ("unknown", "warn")):
        titles = [f"{one['number']} {one['title']}" for one in proof["obligations"] if one["verdict"] == verdict]
        if titles:
            more = f" and {len(titles) - 2} more" if len(titles) > 2 else ""
            yield Item(level, f"isolation is {'refuted' if level == 'bad' else 'not decided'}: {'; '.join(titles[:2])}{more}", "proof")


def _unsafe(choices: Sequence[Mapping[str, Any]]) -> Iterator[Item]:
    for one in choices:
        yield Item("warn", f"{one['project']} has `{one['choice']}`: {one['reason']}", "proof")


def _gateway(gateway: Mapping[str, Any]) -> Iterator[Item]:
    if gateway["state"] == "unseen":
        yield Item("warn", "no gateway has written to this log yet", "gateway")
    elif gateway["matches"] is False:
        yield Item("bad", "the gateway runs another policy than this file states", "gateway")
    elif gateway["matches"] is None:
        yield Item("warn", "the gateway has not said which policy it runs", "gateway")
    if gateway["state"] == "stopped":
        yield Item("warn", f"the gateway has stopped at {gateway['since'][11:19]} UTC", "gateway")


def _log(log: Mapping[str, Any]) -> Iterator[Item]:
    match log["state"]:
        case "damaged":
            first = log["problems"][0]
            yield Item("bad", f"the audit log is damaged: {first['what']} ({first['where']})", "log")
        case "unreadable":
            yield Item("bad", f"the audit log cannot be read: {log['unreadable']}", "log")
        case "missing":
            yield Item("warn", "there is no audit log yet: the figures below are empty", "log")
        case "reading":
            yield Item("warn", "the audit log is still being read: the figures below are not complete", "log")


def _firing(firing: Sequence[Mapping[str, str]]) -> Iterator[Item]:
    for one in firing:
        yield Item(one["level"], one["text"], f"/{one['page']}")


def _deployed(found: Mapping[str, Any]) -> Iterator[Item]:
    match found["state"]:
        case "drifted":
            broken = f" and breaks {len(found['breaks'])} of its proofs" if found["breaks"] else ""
            what = "thing that is" if found["differences"] == 1 else "things that are"
            yield Item("bad", f"what runs in Azure differs from the file in {found['differences']} {what} deployed{broken}", "/network")
        case "unreadable":
            yield Item("warn", "what `enclave drift` left behind cannot be read", "/network")
    if found["old"]:
        yield Item("warn", f"what runs in Azure was compared with the file {found['hours'] // 24} days ago", "/network")


def _spend(spend: Mapping[str, Any]) -> Iterator[Item]:
    if spend["problem"]:
        yield Item("warn" if spend["new"] else "bad", spend["problem"], "spend")
    for row in spend["scopes"]:
        for window, word in (("daily", "today's"), ("monthly", "this month's")):
            if row[window]["level"] in ("near", "over"):
                said = "has reached" if row[window]["level"] == "over" else f"has used {row[window]['share']:.0%} of"
                yield Item("warn", f"{titled(row['scope'])} {said} {word} ceiling", "spend")
