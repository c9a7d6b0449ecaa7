"""People ask for a call in their own words: which words those are, and what behind them is no number of a telephone."""

from __future__ import annotations

import pytest

from enclave.dlp.phone_calls import PHRASES, is_dialled
from enclave.dlp.scan import Scanner

SCANNER = Scanner(["phone"])

SAID = (
    "Rufen Sie mich an unter «0151 23456789».", "Sie können mich jederzeit unter «0172 4455667» anrufen",
    "Meine neue Nummer lautet «0151 11223344»",
    "Erreichbar bin ich unter «0611 987654»", "Rappelez-moi au «07 81 23 45 67»", "Vous pouvez me contacter au «04 78 12 34 56»",
    "mon numéro c'est le «06 98 76 54 32»", "Llámenos al «934 567 890»", "Contácteme en el «677 889 900»", "Il mio numero è «340 9876543»",
    "Mi può chiamare al «333 4455667»", "Me liga no «(11) 91234-5678»", "Pode ligar para «912 345 678»", "Bel mij gerust op «020 624 1111»",
    "U kunt mij bereiken op «0612345670»", "Ring oss på «08-123 456 78»", "Du kan ringe mig på «20 12 34 56»",
    "Mitt nummer er «912 34 567»",
    "Soita minulle «040 1234567»", "Mój numer to «22 123 45 67»", "Oddzwoń na «22 654 32 10»", "Volejte prosím «777 123 456»",
    "Nazovite me na «098 765 432»", "Hívjon a «06 30 123 4567» számon", "Sună-mă la «0721 234 567»", "Numaram «0533 987 65 43»",
    "Beni «0532 123 45 67» numaradan arayın", "Καλέστε με στο «6912345678»", "Позвоните мне по номеру «8 (912) 345-67-89»",
    "Мій номер «067 123 45 67»", "Hubungi saya di «0812-3456-7890»", "Gọi cho tôi số «0912 345 678»", "私の番号は«080-1234-5678»",
    "我的号码是«13987654321»", "제 번호는 «010-9876-5432»", "اتصل بي على «0501234567»", "המספר שלי «052-765-4321»",
    "โทรหาผม «081-234-5678»",
    "You can get hold of me on «07700900456»", "His number's «0161 496 0000»",
)  # fmt: skip


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("written", [str, str.upper])
def test_a_number_behind_what_asks_for_a_call(said: str, written: type[str]) -> None:
    text, (value, _, _) = written(said.replace("«", "").replace("»", "")), said.partition("«")[2].partition("»")
    assert [text[match.start : match.end] for match in SCANNER.scan(text)] == [value]


@pytest.mark.parametrize(
    ("written", "is_one"),
    [
        ("020 7946 0958", True), ("4155552671", True), ("0203123456", True), ("22 33 44 55", True), ("0900 1700", False), ("12345678",
        False),
        ("2024-11-20 10", False), ("12/05/2024", False), ("01.02.2024", False), ("1755302400", False), ("13812345678", True),
    ],
)  # fmt: skip
def test_how_a_number_with_its_area_is_written(written: str, is_one: bool) -> None:
    assert is_dialled(written) is is_one


def test_no_phrase_counts_without_a_word() -> None:
    assert not any(SCANNER.scan(f"{before}0151 23456789") for before in (" ", ": ", "at ", "on ", "an ", "to "))
    assert len(set(PHRASES)) == len(PHRASES)
