from __future__ import annotations

from enclave.report.text import grouped, render, short
from enclave.verify.model import Verification


def test_every_part_is_there_and_every_line_fits(verification: Verification) -> None:
    text = render(verification, "a.json")
    lines = text.splitlines()
    assert lines[0] == "REFUTED  a.json"
    assert lines[1] == "1 proved, 1 refuted, 1 unknown"
    assert max(map(len, lines)) <= 100
    assert "\x1b" not in text
    assert text.isascii()
    for part in (
        "  + proved  for 1 subject", "  x refuted vnet-a/snet-b", "  ? unknown vnet-a/snet-b -> oai-x", "`parameters('x')` is not known",
        "tls-minimum: oai-x: minimumTlsVersion is 1.0 (t.json#/resources/1)", "Microsoft.Unheard/ofs: thing",
    ):  # fmt: skip
        assert part in text


def test_the_path_is_drawn_hop_by_hop(verification: Verification) -> None:
    text = render(verification)
    start = text.index("REFUTED 1 no-internet-ingress: vnet-a/snet-b")
    drawn = text[start : text.index("UNKNOWN (never", start)].rstrip().splitlines()
    assert drawn == [
        "REFUTED 1 no-internet-ingress: vnet-a/snet-b",
        "  public address of a machine",
        "  counterexample: tcp 203.0.113.7:50000 -> 10.0.0.4:443",
        "",
        "   (o) internet",
        "       any machine",
        "    |",
        "   --> nsg",
        "       rule Allow|All (priority 100) allows tcp/443 from Internet to *",
        "    |",
        "   --> vnet-a/snet-b",
        "       delivered",
    ]


def test_the_worst_finding_is_first(verification: Verification) -> None:
    text = render(verification)
    assert text.index("public-address") < text.index("tls-minimum")


def test_a_narrow_terminal(verification: Verification) -> None:
    assert max(len(line) for line in render(verification, width=60).splitlines()) <= 60


def test_nothing_to_prove() -> None:
    assert render(Verification((), (), (), ())) == "UNKNOWN\nnothing to prove"


def test_names_of_subjects(verification: Verification) -> None:
    assert short("/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv") == "kv"
    assert short("/resourceGroups/rg") == "rg"
    assert short("internet") == "internet"
    assert short("") == "the template"
    assert [len(results) for results in grouped(verification)] == [2, 1]


def test_a_finding_that_cannot_be_decided_says_so(verification: Verification) -> None:
    lines = [line for line in render(verification).splitlines() if "latent-egress" in line]
    assert "cannot be decided" in lines[0]
