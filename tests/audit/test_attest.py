"""What people did, as a record."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from enclave.audit.attest import SUBJECTS, attested
from enclave.errors import InputError

NOW = datetime(2026, 11, 21, tzinfo=UTC)
GOOD: dict[str, object] = {
    "subject": "restore-drill", "outcome": "succeeded", "by": "ops", "about": "restored `cases`", "evidence": None, "time": NOW,
}  # fmt: skip


def test_the_record_has_the_digest_of_the_evidence_and_not_its_content(tmp_path: Path) -> None:
    file = tmp_path / "drill.txt"
    file.write_text("four minutes", encoding="utf-8")
    event = attested(**(GOOD | {"evidence": file}))  # type: ignore[arg-type]
    assert (event.kind, event.reason) == ("attested", "succeeded")
    assert event.details == {
        "subject": "restore-drill", "by": "ops", "about": "restored `cases`", "evidence": "drill.txt",
        "sha256": sha256(b"four minutes").hexdigest(),
    }  # fmt: skip
    assert "four minutes" not in repr(event)


@pytest.mark.parametrize("wrong", [
    {"subject": "dinner"}, {"outcome": "perhaps"}, {"by": " "}, {"about": "a\nb"}, {"about": "x" * 1001}, {"evidence": Path("nowhere")},
])  # fmt: skip
def test_what_says_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        attested(**(GOOD | wrong))  # type: ignore[arg-type]


def test_every_subject_is_explained() -> None:
    assert all(SUBJECTS.values())
