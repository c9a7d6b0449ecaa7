"""When versions of models end."""

from __future__ import annotations

from datetime import date

from enclave.spec.retirements import retirement, table, warning


def test_the_table_says_an_end_or_the_earliest_one() -> None:
    found = table()
    assert found.models
    assert all((each.retires is None) != (each.no_earlier_than is None) for each in found.models)
    assert len({(each.model, each.version) for each in found.models}) == len(found.models)
    assert "model-retirement-schedule" in found.source


def test_a_standard_deployment_may_end_earlier() -> None:
    known = retirement("gpt-4o", "2024-08-06")
    assert known is not None
    assert (known.end("Standard"), known.end("DataZoneStandard")) == (date(2026, 3, 31), date(2026, 10, 1))


def test_only_what_ends_soon_is_told() -> None:
    cases = {
        ("gpt-4o", "2024-11-20", date(2026, 3, 1)): "",
        ("gpt-4o", "2024-11-20", date(2026, 9, 1)): "retires on 2026-10-01",
        ("gpt-4o", "2024-11-20", date(2026, 10, 1)): "has retired on 2026-10-01",
        ("computer-use-preview", "2025-03-11", date(2030, 1, 1)): "",
        ("gpt-4o", "unheard", date(2030, 1, 1)): "",
    }
    for (model, version, today), wanted in cases.items():
        said = warning(model, version, "DataZoneStandard", today)
        assert (wanted in said) if wanted else said == ""
