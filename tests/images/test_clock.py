"""The response clock: the earliest that can be shown, never later because somebody scanned again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from enclave.finding import Severity
from enclave.images.clock import first_known, keys_of, respond_by
from enclave.images.model import Image, Scan, Weakness
from enclave.spec.images import ResponseHours

NOW = datetime(2026, 11, 21, tzinfo=UTC)
DAY = timedelta(days=1)
DIGEST, CONFIG = "sha256:" + "a" * 64, "sha256:" + "c" * 64


def scan(time: datetime | None, *, created: datetime | None = None, pushed: datetime | None = None) -> Scan:
    return Scan(tool="x", time=time, image=Image(digests=(DIGEST,), config=CONFIG, created=created, pushed=pushed))


def test_when_a_finding_could_first_be_known() -> None:
    published = Weakness(id="CVE-1", published=NOW - 5 * DAY)
    for of, weakness, since in (
        (scan(NOW - DAY), Weakness(id="CVE-1"), NOW - DAY),
        (scan(None), published, NOW),
        (scan(NOW - DAY), published, NOW - DAY),
        (scan(NOW - DAY, pushed=NOW - 9 * DAY), published, NOW - 5 * DAY),
        (scan(NOW - DAY, pushed=NOW - 2 * DAY, created=NOW - 9 * DAY), published, NOW - 2 * DAY),
        (scan(NOW - DAY, created=NOW - 3 * DAY), published, NOW - 3 * DAY),
        (scan(NOW - DAY, created=NOW + 3 * DAY), published, NOW - DAY),
        (scan(NOW + DAY), published, NOW),
        (scan(NOW - DAY), Weakness(id="CVE-1", seen=NOW - 4 * DAY), NOW - 4 * DAY),
    ):
        assert first_known(of, weakness, {}, NOW) == since
    weakness = Weakness(id="GHSA-1", aliases=("CVE-1",))
    for key in ((DIGEST, "ghsa-1"), (CONFIG, "cve-1")):
        assert key in keys_of(scan(NOW).image, weakness)
        assert first_known(scan(NOW), weakness, {key: NOW - 9 * DAY}, NOW) == NOW - 9 * DAY
    assert first_known(scan(NOW), weakness, {("other", "cve-1"): NOW - 9 * DAY}, NOW) == NOW


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=6))
def test_scanning_again_never_begins_it_anew(days: list[int]) -> None:
    known: dict[tuple[str, str], datetime] = {}
    weakness, before = Weakness(id="CVE-1"), NOW
    for offset in days:
        since = first_known(scan(NOW + offset * DAY), weakness, known, NOW)
        assert since <= before
        known |= dict.fromkeys(keys_of(scan(None).image, weakness), since)
        before = since


def test_until_when_to_respond() -> None:
    hours = ResponseHours()
    assert respond_by(NOW, Severity.CRITICAL, False, hours) == NOW + DAY
    assert respond_by(NOW, Severity.HIGH, False, hours) == NOW + 3 * DAY
    assert respond_by(NOW, Severity.MEDIUM, False, hours) is None
    assert respond_by(NOW, Severity.NOTE, True, hours) == NOW + DAY
    assert respond_by(NOW, Severity.NOTE, False, ResponseHours(low=1)) == NOW + timedelta(hours=1)
