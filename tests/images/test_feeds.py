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
