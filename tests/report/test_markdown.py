from __future__ import annotations

from enclave.report.markdown import render
from enclave.verify.model import Verification


def test_a_table_for_each_obligation_and_a_list_for_each_path(verification: Verification) -> None:
    text = render(verification, "a_b.json")
    assert text.startswith("# Verification of a\\_b.json: refuted\n")
    assert "| vnet-a/snet-b | **refuted** | public address of a machine |" in text
    assert "| vnet-a/snet-b -\\> oai-x | *unknown* |" in text
    assert "2. **nsg**: rule Allow\\|All (priority 100) allows tcp/443 from Internet to \\*" in text
    assert text.index("public-address") < text.index("tls-minimum")


def test_every_row_has_three_cells(verification: Verification) -> None:
    rows = [line for line in render(verification).splitlines() if line.startswith("| ") and "---" not in line]
    assert len(rows) == 5
    for row in rows:
        assert row.replace("\\|", "").count("|") == 4


def test_nothing_to_prove() -> None:
    assert render(Verification((), (), (), ())) == "# Verification: unknown\n"
