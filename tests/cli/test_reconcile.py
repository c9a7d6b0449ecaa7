"""`enclave budget reconcile`: the log beside an invoice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.cli.main import main

HEAD = "Date,MeterCategory,MeterName,UnitOfMeasure,Quantity,CostInBillingCurrency,BillingCurrency\n"


def completed(number: int, **more) -> Event:
    fields = {
        "id": f"{number}", "time": "2026-11-20T10:00:00.000000Z", "kind": "completed", "project": "fraud-triage", "deployment": "gpt-4o",
        "model": "gpt-4o", "model_version": "2024-11-20", "location": "westeurope", "prompt_tokens": 1000, "cached_tokens": 400,
        "completion_tokens": 50, "settled_nanousd": 1,
    }  # fmt: skip
    return Event(**fields | more)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    log = AuditLog.open(tmp_path / "data")
    log.append([
        completed(1), completed(2), completed(3, time="2026-11-19T23:59:59.000000Z"), completed(4, settled_nanousd=0),
        completed(5, prompt_tokens=0, cached_tokens=0, completion_tokens=0), completed(6, deployment="gone"), completed(7, kind="admitted"),
    ])
    log.close()
    return tmp_path / "data"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in ("budget", "reconcile", *arguments)])
    return int(caught.value.code or 0), *capsys.readouterr()


def test_the_sides_agree_or_the_answer_is_no(bank: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = "11/20/2026,Foundry Models,gpt 4o 1120 {} Data Zone Tokens,1K,{},{},USD\n"
    whole = HEAD + row.format("Inp", 1.2, 0.0033) + row.format("cached Inp", 0.8, 0.0011) + row.format("Outp", 0.1, 0.0011)
    (tmp_path / "invoice.csv").write_text(whole, encoding="utf-8")
    code, out, err = run(capsys, bank, "--invoice", tmp_path / "invoice.csv", "--data", data, "--format", "json")
    assert code == 0, out
    document = json.loads(out)
    assert (document["from"], document["to"], document["calls_without_a_meter"]) == ("2026-11-20", "2026-11-20", 2)
    assert {meter["meter"]: (meter["tokens"], meter["nanousd"]) for meter in document["meters"]} == {
        "input": ({"recorded": 1200, "billed": 1200, "difference": 0}, {"recorded": 3_300_000, "billed": 3_300_000, "difference": 0}),
        "cached input": ({"recorded": 800, "billed": 800, "difference": 0}, {"recorded": 1_100_000, "billed": 1_100_000, "difference": 0}),
        "output": ({"recorded": 100, "billed": 100, "difference": 0}, {"recorded": 1_100_000, "billed": 1_100_000, "difference": 0}),
    }
    (tmp_path / "invoice.csv").write_text(whole.replace(",0.1,", ",0.2,") + row.format("ft hosting", 1, 3), encoding="utf-8")
    code, out, err = run(capsys, bank, "--invoice", tmp_path / "invoice.csv", "--data", data)
    assert code == 1
    assert "not understood: meter `gpt 4o 1120 ft hosting Data Zone Tokens`, 3.00 USD" in err
    assert "2 calls were charged at their reservation" in err
    [output] = [line.split() for line in out.splitlines() if " output " in line]
    assert output[4:7] == ["100", "200", "100"]


def test_units_are_held_against_the_hours_of_the_file(bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = bank.read_text(encoding="utf-8")
    deployed = 'version: "2024-11-20", sku: Standard, capacity: 30'
    assert deployed in text
    spec = tmp_path / "enclave.yaml"
    spec.write_text(text.replace(deployed, 'version: "2024-11-20", sku: ProvisionedManaged, capacity: 50', 1), encoding="utf-8")
    prices = tmp_path / "prices.json"
    price = {"currencyCode": "USD", "type": "Consumption", "productName": "Azure OpenAI", "unitOfMeasure": "1/Hour"}
    units = {**price, "meterName": "Provisioned Managed Regional Unit", "retailPrice": 2, "armRegionName": ""}
    prices.write_text(json.dumps({"Items": [units]}), encoding="utf-8")
    row = "11/20/2026,Foundry Models,Provisioned Managed Regional Unit,1 Hour,{},{},USD\n"
    for rows, answer in ((row.format(600.5, 1201) + row.format(599.5, 1199), 0), (row.format(1000, 2000), 1)):
        (tmp_path / "invoice.csv").write_text(HEAD + rows, encoding="utf-8")
        arguments = (spec, "--invoice", tmp_path / "invoice.csv", "--data", tmp_path / "none", "--prices", prices, "--format", "json")
        (tmp_path / "none").mkdir(exist_ok=True)
        with AuditLog.open(tmp_path / "none"):
            pass
        code, out, _ = run(capsys, *arguments)
        [meter] = json.loads(out)["meters"]
        assert (code, meter["sku"], meter["meter"]) == (answer, "ProvisionedManaged", "hours of units")
        assert (meter["hours"]["recorded"], meter["nanousd"]["recorded"]) == (1200, 2400 * 10**9)
