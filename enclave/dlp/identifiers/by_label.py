"""Numbers that only their label tells, whoever gave them: identity documents, tax numbers, staff, customers, licences of professions."""

from __future__ import annotations

import re

from enclave.dlp.detector import LOW, Detector
from enclave.dlp.identifiers.labelled import Labelled
from enclave.dlp.identifiers.labelled import detector as labelled

_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:[-/.]?(?:0[1-9]|1[0-2])){1,2}[0-9]?|(?:19|20)[0-9]{2}")


def no_date(text: str) -> bool:
    """Neither a year nor a date that begins with one."""
    return not _DATE.fullmatch(text)


STATES: tuple[Labelled, ...] = (
    Labelled(
        "identity_document", "number of an identity card or another document of a state",
        ("[A-Z]?[A-Z]?[A-Z]?99999?9?9?9?9?9?9?9?9?", "99999999?9?9?9?[A-Z][A-Z]?", "[A-Z][A-Z]99999[A-Z][A-Z]", "999-999-9999?9?",
         "9999-9999-9999?9?", "[A-Z][A-Z]-99-99-99"),
        ("id card", "id card number", "idcard", "idcardnum", "identity card", "identity card number", "national id", "national id number",
         "national identity number", "national identification number", "national identifier", "nationalid", "government id",
         "government issued id", "identity document", "identification number", "citizen id", "citizenship number", "resident id",
         "personalausweisnummer", "ausweisnummer", "ausweis nr", "personalausweis", "carte d'identité", "numéro de carte d'identité", "cni",
         "documento de identidad", "número de identificación", "cédula de identidad", "carta d'identità", "numero carta d'identità",
         "numero della carta d'identità", "identiteitskaart", "identiteitskaartnummer", "id kaart", "bilhete de identidade",
         "dowód osobisty", "numer dowodu osobistego", "nr dowodu", "id kort", "občanský průkaz", "személyi igazolvány",
         "carte de identitate", "αριθμός ταυτότητας", "удостоверение личности", "身份证件", "身分證件", "身分証番号"),
        ("T22000129", "940637305", "NRK511379", "12345678Z"),
        ("12", "1.5", "2024-01-02", "20240102"),
        "ICAO 9303-5 and the identity cards of the states: letters, and digits beside or behind them",
        check=no_date,
    ),
    Labelled(
        "tax_number", "tax number",
        ("99-?999-?999-?9?9?9?", "99[/]999[/]99999", "999[/]999[/]99999", "999[/]9999[/]9999", "999-99-9999", "[A-Z][A-Z]?9999999?9?9?9?",
         "9999999?9?9?9?9?9?9?"),
        ("tax id", "tax number", "tax no", "tax identification number", "tax identification", "taxpayer number", "taxpayer id",
         "taxpayer identification number", "tin", "taxnum", "tax reference", "tax file", "fiscal number", "fiscal code", "steuernummer",
         "steuer nr", "numéro fiscal", "numéro d'identification fiscale", "identificación fiscal", "número de identificación fiscal",
         "numero fiscale", "fiscaal nummer", "número fiscal", "numer podatkowy", "skattenummer", "skatte id", "daňové číslo", "adószám",
         "vergi numarası", "налоговый номер", "税号", "納税者番号", "الرقم الضريبي", "tax registration"),
        ("913424219", "79/924/87416", "61381402829"), ("12", "1.5", "2024"),
        "OECD: tax identification numbers by jurisdiction", check=no_date,
    ),
)

STAFF: tuple[Labelled, ...] = (
    Labelled(
        "personnel_number", "number of an employee",
        ("[A-Z]?[A-Z]?[A-Z]?9999?9?9?9?9?9?", "[A-Z][A-Z]?[A-Z]?[A-Z]?[-]9999?9?9?9?9?"),
        ("employee id", "employee number", "employee no", "employee #", "emp id", "emp no", "staff id", "staff number", "staff no",
         "personnel number", "personnel no", "personnel id", "badge number", "badge id", "worker id", "payroll number", "payroll id",
         "personalnummer",
         "mitarbeiternummer", "mitarbeiter id", "personal nr", "matricule", "numéro d'employé", "numéro d'agent", "número de empleado",
         "id de empleado", "legajo", "matricola", "numero dipendente", "id dipendente", "personeelsnummer", "medewerkersnummer",
         "número de funcionário", "anställningsnummer", "medarbejdernummer", "ansattnummer", "numer pracownika", "sicil no",
         "табельный номер", "工号", "员工编号", "社員番号", "사번"),
        ("E520250", "EMP-81243", "328073", "EMP5157"), ("12", "1.5", "2024-01-02"),
        "given out by each employer in a form of its own", check=no_date,
    ),
    Labelled(
        "professional_license", "number of a professional licence or certificate",
        ("[A-Z]?[A-Z]?[A-Z]?99999?9?9?9?9?", "[A-Z][A-Z]?[A-Z]?[A-Z]?[A-Z]?[-]9999?9?9?9?9?9?", "[A-Z][A-Z][-][A-Z][A-Z][-]99999?9?9?"),
        ("professional license", "professional license number", "professional licence", "medical license", "medical license number",
         "medical licence", "nursing license", "bar number", "state bar", "license certificate", "certificate license",
         "certificate license number", "certificate/license number", "certification number", "certificate number", "approbationsnummer",
         "número de colegiado", "matrícula profesional", "numéro rpps", "rpps", "gmc number", "big nummer"),
        ("TK507519", "MD-17659", "LIC-93013213"), ("12", "1.5", "2024"),
        "HIPAA, 45 CFR 164.514(b)(2)(i)(K): certificate and licence numbers", check=no_date,
    ),
    Labelled(
        "client_number", "number of a customer",
        ("[A-Z]?[A-Z]?[A-Z]?[A-Z]?9999?9?9?9?9?9?9?[A-Z]?[A-Z]?", "[A-Z][A-Z]?[A-Z]?[A-Z]?[-]9999?9?9?9?9?9?"),
        ("customer id", "customer number", "customer no", "customer #", "cust id", "cust no", "client id", "client number", "client no",
         "account holder id", "kundennummer", "kunden nr", "kundennr", "numéro client", "n° client", "référence client",
         "número de cliente", "id de cliente", "codice cliente", "klantnummer", "número do cliente", "kundnummer", "kundenummer",
         "numer klienta", "müşteri numarası", "номер клиента", "客户编号", "お客様番号", "고객번호"),
        ("CUST-954512", "C3790820", "69283428", "CUS26591NU"), ("12", "1.5", "2024"),
        "given out by each company in a form of its own", LOW, no_date,
    ),
)

OF_STATES: tuple[Detector, ...] = tuple(map(labelled, STATES))
OF_COMPANIES: tuple[Detector, ...] = tuple(map(labelled, STAFF))
