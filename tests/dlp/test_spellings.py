from __future__ import annotations

from enclave.dlp import DETECTORS
from enclave.dlp.scan import Scanner
from enclave.dlp.spellings import alike, plain, spellings
from enclave.dlp.views.lookalikes import Lookalikes


def test_accents_may_be_left_out() -> None:
    assert plain("número de identificação") == "numero de identificacao"
    assert plain("fødselsnummer") == "fodselsnummer"
    assert plain("เลขประจำตัว") == "เลขประจำตัว"
    assert plain("паспорт") == "паспорт"
    assert spellings(["dni", "personnummer", "numéro fiscal", "tax id"]) == (
        "dni", "d.n.i", "personnummer", "person nummer", "person nummeret", "person nr", "numéro fiscal", "numero fiscal", "n° fiscal",
        "nº fiscal", "tax id",
    )
    assert spellings(["führerschein"]) == ("führerschein", "fuhrerschein", "fuehrerschein")
    assert spellings(["é", "née le", "cédula", "cedula"]) == ("é", "née le", "nee le", "cédula", "cedula")


def test_words_of_other_scripts_are_known_where_letters_are_read_as_latin_ones() -> None:
    for term in ("егн", "рнокпп", "αμκα", "паспорт"):
        for written in (term, term.upper(), term.capitalize()):
            read = Lookalikes().feed(written, over=True).lower()
            assert read.isascii() or read in (*alike(term), term), written
    assert alike("passport") == ()
    assert alike("асе") == (), "what is all Latin then is another word"


def test_disguised_numbers_are_found_after_such_words(scanner: Scanner) -> None:
    for label, number, entity in (
        ("ЕГН", "7006137518", "bg_egn"), ("рнокпп", "3515546622", "ua_tax_number"), ("αμκα", "25048900895", "gr_amka"),
    ):
        for text in (
            f"{label}: {number}", f"{label}: {number[:5]}\n{number[5:]}", f"{label} {' '.join(number)}",
            f"{label} {''.join(digit + chr(0x336) for digit in number)}",
        ):
            assert [match.entity for match in scanner.scan(text)] == [entity], text


def test_every_label_is_known_without_accents(scanner: Scanner) -> None:
    detector = next(detector for detector in DETECTORS if detector.entity == "fr_nir")
    value = detector.positives[0].partition("«")[2].partition("»")[0]
    for label in ("numéro de sécurité sociale", "numero de securite sociale", "NUMERO DE SECURITE SOCIALE"):
        assert [match.entity for match in scanner.scan(f"{label} : {value}")] == ["fr_nir"], label
