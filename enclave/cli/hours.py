"""What each hour of the last weeks cost, out of the log: what forecasts rest on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from enclave.ledger.forecast import HOUR, KEPT_HOURS, Hours

_QUERY = """EnclaveEvents
| where TimeGenerated >= datetime({start})
| summarize Spend = sum(SettledNanousd) by Project, Hour = bin(TimeGenerated, 1h)"""


def hours_of(data: Path, now: datetime) -> Hours:
    """By project. Nothing where there is no log yet. Raises InputError when the log cannot be read."""
    from enclave.audit.query import query

    if not (data / "log" / "checkpoint").exists():
        return Hours()
    last = int(now.timestamp() // HOUR)
    first = last - KEPT_HOURS
    projects: dict[str, dict[int, int]] = {}
    known = last
    start = datetime.fromtimestamp(first * HOUR, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for row in query(data, _QUERY.format(start=start)).documents():
        hour = int(datetime.fromisoformat(row["Hour"]).timestamp() // HOUR)
        known = min(known, hour)
        if row["Spend"]:
            projects.setdefault(row["Project"], {})[hour] = int(row["Spend"])
    # of the hour in which the log begins nobody knows what was before it
    return Hours(known if known == first else known + 1, projects)
