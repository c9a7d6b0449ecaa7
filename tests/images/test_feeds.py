"""KEV and EPSS: read whole or not at all."""

from __future__ import annotations

import gzip
import json

import pytest

from enclave.errors import InputError
from enclave.images.feeds import Feeds, read_epss, read_kev
from enclave.images.model import Weakness

KEV = {"vulnerabilities": [
    {"cveID": "CVE-2026-1", "dueDate": "2026-12-01", "knownRansomwareCampaignUse": "Known"}, {"cveID": "CVE-2026-2", "dueDate": "soon"},
]}  # fmt: skip
EPSS = b"#model_version:v2025.03.14,score_date:2026-11-20T00:00:00+0000\ncve,epss,percentile\nCVE-2026-1,0.9,0.999\nCVE-2026-2,0.1,0.5\n"


def test_what_they_say() -> None:
    feeds = Feeds(read_kev("kev.json", json.dumps(KEV).encode()), read_epss("epss.csv", EPSS))
    assert feeds.exploited_by(Weakness(id="cve-2026-1")) == "known to be exploited (CISA), also for ransom, to be fixed by 2026-12-01 there"
    assert feeds.exploited_by(Weakness(id="GHSA-1", aliases=("CVE-2026-2",))) == "known to be exploited (CISA)"
    assert feeds.exploited_by(Weakness(id="RHSA-1", covers=("CVE-2026-3", "CVE-2026-2"))) == "known to be exploited (CISA)"
    assert feeds.exploited_by(Weakness(id="CVE-2026-3", exploited="says the report")) == "says the report"
    assert feeds.exploited_by(Weakness(id="CVE-2026-3")) == ""
    assert feeds.percentile(Weakness(id="CVE-2026-1", epss=0.2)) == 0.999
    assert feeds.percentile(Weakness(id="CVE-2026-2", epss=0.7)) == 0.7
    assert feeds.percentile(Weakness(id="CVE-2026-3")) is None
    assert read_epss("e", gzip.compress(EPSS)) == {"cve-2026-1": 0.999, "cve-2026-2": 0.5}


def test_a_feed_that_is_cut_or_another_one_is_refused() -> None:
    packed = gzip.compress(EPSS * 50)
    for bad in (
        b"",
        b"x,y\n1,2\n",
        EPSS[:-7],
        EPSS + b"CVE-1",
        EPSS + b"CVE-1,1,2\n",
        b"cve,epss,percentile\n",
        packed[:-9],
        packed[:40],
        b"\xff\xfe",
    ):
        with pytest.raises(InputError):
            read_epss("epss.csv", bad)
    for bad in (
        b"",
        b"{}",
        b'{"vulnerabilities": []}',
        b'{"vulnerabilities": [{}]}',
        json.dumps(KEV).encode()[:-3],
        b"\xff",
        b"[" * 100_000,
    ):
        with pytest.raises(InputError):
            read_kev("kev.json", bad)


def test_a_part_of_the_catalogue_is_refused() -> None:
    assert len(read_kev("k", json.dumps({**KEV, "count": 2}).encode())) == 2
    with pytest.raises(InputError, match="2 of 3"):
        read_kev("k", json.dumps({**KEV, "count": 3}).encode())


def test_scores_as_firsts_api_answers() -> None:
    rows = [{"cve": "CVE-2026-1", "epss": "0.9", "percentile": "0.999", "date": "2026-11-20"}]
    answer = {"status": "OK", "status-code": 200, "version": "1.0", "total": 1, "offset": 0, "limit": 100, "data": rows}
    assert read_epss("e.json", json.dumps(answer).encode()) == {"cve-2026-1": 0.999}
    assert read_epss("e.json.gz", gzip.compress(json.dumps(answer).encode())) == {"cve-2026-1": 0.999}
    wrong = [{"data": [{**rows[0], "percentile": text}]} for text in ("1.5", "x", "NaN")]
    for change in ({"total": 2}, {"offset": 1}, {"data": []}, *wrong):
        with pytest.raises(InputError):
            read_epss("e.json", json.dumps({**answer, **change}).encode())
