from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from enclave.finding import Counterexample, Finding, Hop, Proved, Refuted, Severity, Unknown, Verdict
from enclave.graph.body import Undecided
from enclave.verify.model import ObligationResult, Verification, because, if_deployed, refuted, settle, until_undecided
from enclave.verify.unsure import Unsure

WRONG = refuted("tcp a -> b", ("internet", "any"), Hop("/b", "open"), reason="open")
DOUBT = Unknown("who knows")


def fails() -> Refuted | Unknown | None:
    raise Unsure("cannot say", "/x")


def result(verdict: Verdict) -> ObligationResult:
    return ObligationResult("some", 1, "title", "/subject", verdict)


def test_a_refutation_beats_a_doubt_and_a_doubt_beats_a_proof() -> None:
    assert settle((lambda: None, lambda: None), "all good") == Proved("all good")
    assert settle((fails, lambda: DOUBT)) == Unknown("cannot say (/x)")
    assert settle((lambda: DOUBT, fails)) == DOUBT
    assert settle((fails, lambda: DOUBT, lambda: WRONG)) is WRONG


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [((), "unknown"), ((Proved(),), "proved"), ((Proved(), DOUBT), "unknown"), ((DOUBT, WRONG, Proved()), "refuted")],
)
def test_the_verdict_of_the_whole(verdicts: tuple[Verdict, ...], expected: str) -> None:
    assert Verification(tuple(result(verdict) for verdict in verdicts), (), (), ()).verdict == expected


def test_the_json_form_is_that_of_the_contract() -> None:
    finding = Finding("rule", Severity.HIGH, "/r", "message", "file#/1")
    doubt = Finding("rule", Severity.HIGH, "/r", "unknown: message", unknown=True)
    document = Verification((result(WRONG), result(Proved("yes"))), (finding, doubt), ("a",), ("t: x",)).document()
    assert json.loads(json.dumps(document)) == {
        "verdict": "refuted",
        "obligations": [
            {
                "id": "some",
                "number": 1,
                "title": "title",
                "verdict": "refuted",
                "subject": "/subject",
                "reason": "open",
                "counterexample": {
                    "packet": "tcp a -> b",
                    "path": [{"node": "internet", "because": "any"}, {"node": "/b", "because": "open"}],
                },
            },
            {
                "id": "some",
                "number": 1,
                "title": "title",
                "verdict": "proved",
                "subject": "/subject",
                "reason": "yes",
                "counterexample": None,
            },
        ],
        "findings": [
            {"rule": "rule", "severity": "high", "resource": "/r", "message": "message", "location": "file#/1"},
            {"rule": "rule", "severity": "high", "resource": "/r", "message": "unknown: message", "location": "", "unknown": True},
        ],
        "assumptions": ["a"],
        "unmodelled": ["t: x"],
    }


def test_what_is_refuted_only_if_it_is_deployed_is_a_doubt() -> None:
    doubt = Unsure("`flag` decides", "/x")
    assert if_deployed(WRONG, None) is WRONG
    assert if_deployed(WRONG, doubt) == Unknown("`flag` decides; if it is: open")
    assert if_deployed(Proved("closed"), doubt) == Proved("closed")


def test_doubts_name_their_place() -> None:
    assert because(Undecided("parameters('x')")) == Unknown("`parameters('x')` cannot be evaluated")
    assert because(Unsure("no", "/y")) == Unknown("no (/y)")
    assert WRONG.counterexample == Counterexample("tcp a -> b", (Hop("internet", "any"), Hop("/b", "open")))


def test_until_undecided_keeps_what_was_known() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise Unsure("stop")

    found, problem = until_undecided(source())
    assert found == [1]
    assert problem is not None
    assert until_undecided([1, 2]) == ([1, 2], None)
