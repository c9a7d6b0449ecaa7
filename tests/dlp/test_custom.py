"""Entities of somebody's own: evidence, validator and samples."""

from __future__ import annotations

import pytest

from enclave.dlp import DETECTORS
from enclave.dlp.candidates import DetectorFailed
from enclave.dlp.custom import detector, failed_samples
from enclave.dlp.scan import Scanner
from enclave.dlp.stream import StreamScanner
from enclave.errors import InputError

EMPLOYEE = detector(
    "employee_number", r"E-\d{6}", evidence=("employee", "personnel no"), confidence=65, supported=85, description="number of an employee"
)


def found(text: str, *own: object) -> list[tuple[str, int]]:
    return [(text[match.start : match.end], match.confidence) for match in Scanner(None, own).scan(text)]  # type: ignore[arg-type]


def test_evidence_before_a_value_supports_it() -> None:
    assert found("E-123456", EMPLOYEE) == [("E-123456", 65)]
    assert found("the Employee: E-123456", EMPLOYEE) == [("E-123456", 85)]
    assert found("personnel_no E-123456", EMPLOYEE) == [("E-123456", 85)]
    assert found("employee" + " " * 400 + "E-123456", EMPLOYEE) == [("E-123456", 65)]


def test_evidence_never_makes_a_value_less_sure() -> None:
    own = detector("x", r"X-\d{6}", evidence=("word",), confidence=90, supported=85)
    assert found("word X-123456", own) == [("X-123456", 90)]


def test_a_validator_must_pass() -> None:
    own = detector("card", r"\b\d{4}(?: ?\d{4}){3}\b", confidence=75, check="luhn")
    assert found("a 4111 1111 1111 1111 and b 4111 1111 1111 1112", own) == [("4111 1111 1111 1111", 75)]


def test_a_value_of_two_entities_is_the_stricter_one_s() -> None:
    own = detector("staff_mail", r"[a-z]+@corp\.example", confidence=75)
    scanner = Scanner(["email", "staff_mail"], (*(one for one in DETECTORS if one.entity == "email"), own))
    assert [match.entity for match in scanner.scan("joe@corp.example")] == ["email"]
    assert [match.entity for match in scanner.scan("joe@corp.example", {"staff_mail": 75})] == ["staff_mail"]


def test_samples() -> None:
    assert list(failed_samples(EMPLOYEE, ["E-123456", "see E-1234567"], ["E-12", "nothing"])) == []
    assert list(failed_samples(EMPLOYEE, ["E-12345", "E-123456"], ["E-12", "E-999999"])) == [("match", 0), ("ignore", 1)]


@pytest.mark.parametrize(("pattern", "check"), [(r"(a+)+\1", None), ("a*", None), ("a", "lun"), ("(?=a)b", None)])
def test_what_cannot_be_used_is_told_by_its_name(pattern: str, check: str | None) -> None:
    with pytest.raises(InputError) as caught:
        detector("thing", pattern, confidence=75, check=check)
    assert "`thing`" in caught.value.message or "`lun`" in caught.value.message
    assert caught.value.hint


def test_a_detector_that_fails_refuses_the_text_and_tells_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(value: str) -> bool:
        raise ValueError(value)

    monkeypatch.setattr("enclave.dlp.custom.validator", lambda _name: broken)
    scanner = Scanner(None, (detector("badge", r"B-\d{6}", confidence=75, check="luhn"),))
    assert scanner.scan("nothing here") == []
    with pytest.raises(DetectorFailed) as caught:
        scanner.scan("see B-123456")
    assert caught.value.exit_code == 3
    assert "123456" not in str(caught.value)
    stream = StreamScanner(scanner, {"badge": 65})
    with pytest.raises(DetectorFailed):
        stream.push("see B-123456 " + "and " * 40)
