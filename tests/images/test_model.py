"""Names, digests, times and severities as scanners write them."""

from __future__ import annotations

from datetime import UTC, datetime

from enclave.finding import Severity
from enclave.images.model import Image, Scan, digests_in, moment, named, severity_of, severity_of_score

DIGEST, OTHER = "sha256:" + "a" * 64, "sha256:" + "b" * 64


def test_names_come_apart() -> None:
    for name, repository, tag in (
        ("r.io/a/b:1.2", "r.io/a/b", "1.2"),
        (f"r.io/a/b:1.2@{DIGEST}", "r.io/a/b", "1.2"),
        ("localhost:5000/b", "localhost:5000/b", ""),
        ("alpine", "alpine", ""),
        ("", "", ""),
        ("localhost:5000/b:x", "localhost:5000/b", "x"),
    ):
        image = Image(name=name)
        assert (image.repository, image.tag) == (repository, tag), name


def test_only_whole_digests_are_digests() -> None:
    assert digests_in([f"a@{DIGEST}", DIGEST, OTHER]) == (DIGEST, OTHER)
    assert digests_in(["sha256:abc", "a@sha256:" + "A" * 64, "latest", "", "md5:" + "a" * 32, DIGEST + "0"]) == ()
    assert digests_in(["sha512:" + "0" * 128]) == ("sha512:" + "0" * 128,)


def test_times() -> None:
    when = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    for text in ("2026-01-02T03:04:05Z", "2026-01-02T05:04:05+02:00", "2026-01-02T03:04:05", " 2026-01-02T03:04:05.000000000Z"):
        assert moment(text) == when, text
    for text in (
        None,
        "",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "yesterday",
        "9999-12-31T23:59:59-23:00",
        "0001-01-01T00:00:00+23:00",
    ):
        assert moment(text) is None, text


def test_severities() -> None:
    words = {"Critical": Severity.CRITICAL, " HIGH": Severity.HIGH, "important": Severity.HIGH, "moderate": Severity.MEDIUM,
             "low": Severity.LOW, "Negligible": Severity.NOTE, "unknown": None, "": None, "weird": None}  # fmt: skip
    assert {word: severity_of(word) for word in words} == words
    scores = {10.0: Severity.CRITICAL, 9.0: Severity.CRITICAL, 8.9: Severity.HIGH, 7.0: Severity.HIGH, 6.9: Severity.MEDIUM,
              4.0: Severity.MEDIUM, 3.9: Severity.LOW, 0.1: Severity.LOW, 0.0: Severity.NOTE}  # fmt: skip
    assert {score: severity_of_score(score) for score in scores} == scores


def test_a_person_names_what_the_report_does_not() -> None:
    bare = named(Scan(tool="x"), f"r/app@{DIGEST}")
    assert (bare.image.name, bare.image.digest, bare.problems) == (f"r/app@{DIGEST}", DIGEST, ())
    own = Scan(tool="x", image=Image(name="r/app", digests=(DIGEST, OTHER)))
    assert named(own, f"r/app@{OTHER}") is own
    assert "another image" in named(own, "r/app@sha256:" + "c" * 64).problems[0]
