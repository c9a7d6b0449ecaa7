"""The decision: every rule of it, and that more findings, fewer exceptions, cut files and another order never let more pass."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from enclave.finding import Severity
from enclave.images.exposure import Exposure
from enclave.images.feeds import Feeds
from enclave.images.formats import read_report
from enclave.images.gate import WITHOUT_A_FILE, Gate, Report
from enclave.images.model import Fix, Image, Opinion, Scan, Weakness
from enclave.spec.base import Unsafe
from enclave.spec.images import ImageException, Images, ResponseHours

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def exception(**given: Any) -> ImageException:
    return ImageException(
        **{"id": "CVE-2026-1000", "reason": "not reachable here", "approver": "J. Doe", "expires": date(2026, 12, 1), **given}
    )


def policy(**given: Any) -> Images:
    return Images(**{"max_report_hours": None, **given})


def test_what_passes_and_what_blocks_by_severity(made: Any) -> None:
    for worst, blocking in (("critical", 0), ("high", 1), ("medium", 3), ("low", 4), ("negligible", 5), ("none", 5)):
        flaws = [made.flaw(f"CVE-2026-{number}", word) for number, word in enumerate(("CRITICAL", "HIGH", "UNKNOWN", "MEDIUM", "LOW"))]
        result = made.decide(made.trivy(*flaws), policy=policy(max_severity=worst)).results[0]
        assert len(result.blocked) == blocking, worst
    assert len(made.decide(made.grype(made.match(severity="Negligible")), policy=policy(max_severity="none")).results[0].blocked) == 1
    assert made.decide(made.trivy()).word == "pass"
    assert made.decide().word == "block"


def test_the_worst_source_counts_in_whichever_report_it_stands(made: Any) -> None:
    low, high = made.trivy(made.flaw(severity="LOW")), made.grype(made.match(severity="High"))
    assert made.decide(low).passes
    decision = made.decide(low, high)
    assert [len(result.blocked) for result in decision.results] == [1, 1]
    assert "says high, trivy says low: the worst counts" in "; ".join(decision.results[0].blocked[0].why)
    assert {one.severity for one in decision.results[0].blocked[0].sources} == {Severity.LOW, Severity.HIGH}
    elsewhere = made.grype(made.match(severity="High"), digest=made.OTHER)
    elsewhere["source"]["target"]["imageID"] = ""
    assert made.decide(low, elsewhere).results[0].passes
    # that somebody knows it is low does not take back that somebody else could not say
    unsaid = made.grype(made.match(severity="Unknown"))
    assert not made.decide(unsaid).passes
    assert [result.passes for result in made.decide(low, unsaid).results] == [False, False]


def test_reports_that_are_none_block_with_their_reason(made: Any) -> None:
    clean = made.trivy()
    nameless = {**clean, "Metadata": {"OS": clean["Metadata"]["OS"]}}
    old = made.grype()
    old["descriptor"]["db"]["status"]["built"] = "2026-11-10T08:00:00Z"
    future = made.trivy(time="2026-11-21T12:06:00Z")
    built = made.trivy()
    built["Metadata"]["ImageConfig"] = {"created": "2026-12-21T00:00:00Z"}
    for document, said in (
        (b"", "is empty"),
        (json.dumps(clean).encode()[:-2], "not whole JSON"),
        (nameless, "names no digest"),
        (old, "266 hours old"),
        (future, "the report is from the future"),
        (built, "the image is from the future"),
        ({**clean, "Results": None}, "no packages"),
    ):
        decision = made.decide(document)
        assert not decision.passes
        assert any(said in problem for problem in decision.results[0].problems), said
    assert made.decide(made.trivy(time="2026-11-21T12:04:00Z")).passes
    assert made.decide(nameless, policy=policy(unsafe_allow_no_digest=Unsafe(reason="local builds"))).passes
    assert not made.decide(made.trivy(), future).passes


def test_old_reports(made: Any) -> None:
    old, undated = made.trivy(time="2026-11-01T00:00:00Z"), made.trivy(time="")
    assert "492 hours old" in made.decide(old, policy=Images()).results[0].problems[0]
    assert "does not say when" in made.decide(undated, policy=Images()).results[0].problems[0]
    assert made.decide(made.trivy(), policy=Images()).passes
    assert WITHOUT_A_FILE.max_report_hours is None
    assert [made.decide(one).results[0].notes[0] for one in (old, undated)] == [
        "the report is 20 days old: what was published since is not in it",
        "the report does not say when it was made: it may be of any age",
    ]


def test_where_images_come_from_and_what_they_are_made_of(made: Any) -> None:
    def problems(base: str | None = None, created: str | None = "2026-11-01T00:00:00Z", **given: Any) -> str:
        report = made.trivy()
        labels = {} if base is None else {"org.opencontainers.image.base.name": base}
        report["Metadata"]["ImageConfig"] = {"created": created, "config": {"Labels": labels}}
        return "; ".join(made.decide(report, policy=policy(**given)).results[0].problems)

    for registry, passes in (
        ("crbank.azurecr.io", True),
        ("crbank.azurecr.io/team", True),
        ("crbank.azurecr.io/team/app", True),
        ("crbank.azurecr.io/te", False),
        ("crbank.azurecr.io.evil", False),
    ):
        assert (problems(registries=(registry,)) == "") is passes, registry
    bases = ("mcr.microsoft.com/azurelinux/base/python", "crbank.azurecr.io/base/*")
    for base, passes in (
        ("mcr.microsoft.com/azurelinux/base/python:3.12", True),
        ("crbank.azurecr.io/base/x@" + made.DIGEST, True),
        ("crbank.azurecr.io/base2/x", False),
        ("docker.io/python", False),
        (None, False),
        ("", False),
    ):
        assert (problems(base, base_images=bases) == "") is passes, base
    assert problems(max_image_days=30) == ""
    assert "20 days ago" in problems(max_image_days=19)
    assert "when the image was built" in problems(created=None, max_image_days=30)


def test_exceptions_stand_until_their_day_and_for_what_they_name(made: Any) -> None:
    report = made.trivy(made.flaw(severity="CRITICAL"))
    for named, passes in (
        ({}, True),
        ({"id": "cve-2026-1000"}, True),
        ({"id": "CVE-2026-1001"}, False),
        ({"package": "ZLIB"}, True),
        ({"package": "bash"}, False),
        ({"image": "crbank.azurecr.io/team/app"}, True),
        ({"image": made.DIGEST}, True),
        ({"image": made.OTHER}, False),
        ({"image": "app"}, False),
        ({"expires": date(2026, 11, 21)}, True),
        ({"expires": date(2026, 11, 20)}, False),
    ):
        decision = made.decide(report, policy=policy(exceptions=(exception(**named),)))
        assert decision.passes is passes, named
    expired = made.decide(report, policy=policy(exceptions=(exception(expires=date(2026, 11, 20)),))).results[0].blocked[0]
    assert "the exception of J. Doe expired on 2026-11-20: it does not count" in expired.why
    both = policy(exceptions=(exception(expires=date(2026, 11, 20)), exception()))
    assert made.decide(report, policy=both).results[0].allowed[0].why[0] == "excepted by J. Doe until 2026-12-01: not reachable here"
    # an exception for one vulnerability does not cover an advisory that is about several
    several = made.grype(made.match("RHSA-1", "High", relatedVulnerabilities=[{"id": "CVE-2026-1000"}, {"id": "CVE-2026-1001"}]))
    assert not made.decide(several, policy=policy(exceptions=(exception(),))).passes
    ended = made.trivy()
    ended["Metadata"]["OS"]["EOSL"] = True
    assert not made.decide(ended).passes
    assert made.decide(ended, policy=policy(exceptions=(exception(id="END-OF-LIFE"),))).passes


def test_findings_without_a_fix_may_pass_when_the_file_says_so(made: Any) -> None:
    fixable, not_yet = made.flaw("CVE-2026-1", "CRITICAL", FixedVersion="2"), made.flaw("CVE-2026-2", "CRITICAL")
    lax = policy(only_fixable=True)
    assert [one.weakness.id for one in made.decide(made.trivy(fixable, not_yet), policy=lax).results[0].blocked] == ["CVE-2026-1"]
    assert not made.decide(made.trivy(not_yet), policy=lax, feeds=Feeds({"cve-2026-2": "exploited"})).passes
    assert not made.decide([made.row(severity="Critical")], policy=lax).passes, "a fix without a version is a fix"
    assert not made.decide(made.sarif({"ruleId": "CVE-2026-1", "level": "error"}), policy=lax).passes, "nobody says that there is none"


def test_what_was_not_answered_in_time_blocks(made: Any) -> None:
    lax = policy(max_severity="critical", respond_hours=ResponseHours(critical=24, high=None))
    report = made.trivy(made.flaw(severity="CRITICAL"))
    assert made.decide(report, policy=lax).passes
    assert not made.decide(report, policy=lax, now=made.NOW + 2 * DAY).passes
    assert made.decide(made.trivy(made.flaw(severity="HIGH")), policy=lax, now=made.NOW + 2 * DAY).passes
    known = {(made.DIGEST, "cve-2026-1000"): made.NOW - 2 * DAY}
    assert not made.decide(report, policy=lax, known=known).passes
    # what another report of the same run knows of the image counts for all of them
    earlier = made.trivy(made.flaw(severity="CRITICAL"), time="2026-11-19T00:00:00Z")
    assert [result.passes for result in made.decide(report, earlier, policy=lax).results] == [False, False]
    late = made.decide(made.trivy(made.flaw()), known={(made.DIGEST, "cve-2026-1000"): made.NOW + DAY})
    assert "in the future" in late.results[0].problems[0]


def test_what_is_exploited_blocks_whatever_its_severity_and_comes_first(made: Any) -> None:
    flaws = [
        made.flaw("CVE-2026-1", "CRITICAL"),
        made.flaw("CVE-2026-2", "LOW"),
        made.flaw("CVE-2026-3", "HIGH"),
        made.flaw("CVE-2026-4", "HIGH"),
    ]
    feeds = Feeds({"cve-2026-2": "known to be exploited (CISA)"}, {"cve-2026-4": 0.99, "cve-2026-3": 0.2})
    result = made.decide(made.trivy(*flaws), feeds=feeds, exposure=Exposure(1, "behind a door")).results[0]
    assert [one.weakness.id for one in result.blocked] == ["CVE-2026-2", "CVE-2026-4", "CVE-2026-3", "CVE-2026-1"]
    first = result.blocked[0]
    assert first.why[0] == "known to be exploited (CISA)"
    assert first.respond_by == first.since + DAY
    assert "more likely to be exploited than 99% of all (EPSS)" in result.blocked[1].why
    assert result.exposure.why == "behind a door"


def test_what_the_scanner_hid_is_judged_like_the_rest(made: Any) -> None:
    report = made.grype()
    report["ignoredMatches"] = [made.match(severity="High", appliedIgnoreRules=[{"vex-status": "not_affected"}])]
    (blocked,) = made.decide(report).results[0].blocked
    assert "hidden before it came here: hidden in the scanner by VEX (`not_affected`)" in blocked.why
    assert not made.decide([made.row(code="NotApplicable", status={"cause": "Exempt"})]).passes
    assert made.decide([made.row(code="NotApplicable", status={"cause": "Exempt"})], policy=policy(exceptions=(exception(),))).passes


SEVERITIES = st.sampled_from([*Severity, None])
WEAKNESSES = st.builds(
    Weakness,
    id=st.sampled_from(["CVE-1", "CVE-2", "CVE-3"]),
    package=st.sampled_from(["a", "b"]),
    fix=st.sampled_from([*Fix]),
    opinions=st.lists(st.builds(Opinion, source=st.sampled_from(["s", "t"]), severity=SEVERITIES), max_size=2).map(tuple),
    published=st.sampled_from([None, NOW - DAY]),
    exploited=st.sampled_from(["", "", "yes"]),
    epss=st.none() | st.floats(0, 1),
)
IMAGES = st.builds(Image, name=st.just("r/app"), digests=st.sampled_from([("sha256:" + "a" * 64,), ("sha256:" + "b" * 64,), ()]))
SCANS = st.builds(
    Scan,
    tool=st.just("x"),
    image=IMAGES,
    weaknesses=st.lists(WEAKNESSES, max_size=4).map(tuple),
    problems=st.sampled_from([(), (), ("failed",)]),
)
EXCEPTIONS = st.lists(
    st.sampled_from([exception(id=f"CVE-{number}", expires=date(2026, 11, 20 + more)) for number in (1, 2) for more in (0, 5)]), max_size=3
)
POLICIES = st.builds(
    policy,
    max_severity=st.sampled_from(["none", "low", "high", "critical"]),
    only_fixable=st.booleans(),
    exceptions=EXCEPTIONS.map(tuple),
)


@given(st.lists(SCANS, min_size=1, max_size=3), POLICIES, WEAKNESSES, st.randoms(use_true_random=False))
def test_more_findings_fewer_exceptions_and_another_order_never_let_more_pass(
    scans: list[Scan], rules: Images, more: Weakness, random: Any
) -> None:
    def passes(given: list[Scan], goes_by: Images = rules) -> bool:
        return Gate(goes_by, NOW).decide([Report(str(number), one) for number, one in enumerate(given)]).passes

    before = passes(scans)
    place = random.randrange(len(scans))
    added = [replace(one, weaknesses=(*one.weaknesses, more)) if number == place else one for number, one in enumerate(scans)]
    assert before or not passes(added)
    assert before or not passes([*scans, Scan(tool="x", image=scans[0].image, weaknesses=(more,))])
    fewer = rules.model_copy(update={"exceptions": rules.exceptions[1:]})
    assert before or not passes(scans, fewer)
    shuffled = [*scans]
    random.shuffle(shuffled)
    assert passes(shuffled) is before


def test_a_report_that_is_cut_anywhere_never_passes(made: Any) -> None:
    for document in (made.trivy(made.flaw()), made.grype(made.match()), made.sarif(), [made.row()], {"data": [made.row()]}):
        whole = json.dumps(document).encode()
        assert made.decide(whole).passes
        for end in range(len(whole)):
            scans = read_report(whole[:end])
            assert scans
            assert all(scan.problems for scan in scans), end
