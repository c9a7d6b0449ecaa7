"""An answer as one JSON document, or as text for people: what drifted first."""

from __future__ import annotations

import json

from enclave.monitor.compare import Answer, Result

MOST_LINES = 40


def printable(text: str) -> str:
    """What somebody called a column must not move the cursor of who reads, nor begin a line: `\\x1b`, `\\n`."""
    return "".join(mark if mark.isprintable() else mark.encode("unicode_escape", "surrogatepass").decode() for mark in text)


def as_json(answer: Answer) -> str:
    """`{"chunks", "results", "false_alarm_rate", "notes"}`; a value that cannot be measured is null."""
    return json.dumps(
        {
            "chunks": [{"chunk": one.name, "start": one.start, "end": one.end, "rows": one.rows} for one in answer.chunks],
            "results": [
                {
                    "chunk": one.chunk, "column": one.column, "detector": one.detector, "value": one.value, "threshold": one.threshold,
                    "alert": one.alert, **({"since": one.since, "by": one.by} if one.since else {}),
                }
                for one in answer.results
            ],
            "false_alarm_rate": answer.rate,
            "notes": list(answer.notes),
        },
        allow_nan=False,
    )  # fmt: skip


def as_text(answer: Answer) -> str:
    """A line for each alert, by chunk; then how much was looked at."""
    alerts = [one for one in answer.results if one.alert]
    lines = [_line(one) for one in alerts[:MOST_LINES]]
    if len(alerts) > MOST_LINES:
        lines.append(f"... and {len(alerts) - MOST_LINES} more")
    columns = len({one.column for one in answer.results})
    looked = f"{len(answer.chunks)} chunks, {columns} columns, {len(answer.results)} comparisons"
    chance = f"an analysis without drift has any alert with a chance of {answer.rate:g}"
    if not alerts:
        return f"no drift in {looked} ({chance})"
    drifted = {(one.chunk, one.column) for one in alerts}
    return "\n".join(
        [
            *lines,
            f"drift: {len({chunk for chunk, _ in drifted})} chunks, {len({name for _, name in drifted})} columns, in {looked} ({chance})",
        ]
    )


def _line(one: Result) -> str:
    value = "-" if one.value is None else f"{one.value:.4g}"
    limit = "-" if one.threshold is None else f"{one.threshold:.4g}"
    over = f" since {one.since} by {one.by}" if one.since else ""
    return f"{one.chunk}  {printable(one.column)}  {one.detector}{over}  {value}  (threshold {limit})"
