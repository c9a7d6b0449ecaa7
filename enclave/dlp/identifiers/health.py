"""Identifiers of patients, of those who treat them, of what they suffer from and of what they take."""

from __future__ import annotations

from stdnum import luhn

from enclave.dlp.detector import HIGH, Detector
from enclave.dlp.identifiers.identifier import Form, Identifier
from enclave.dlp.identifiers.identifier import detector as identified
from enclave.dlp.identifiers.labelled import Labelled
from enclave.dlp.identifiers.labelled import detector as labelled


def provider(compact: str) -> bool:
    """Luhn's digit, with the prefix of health applications in the United States before the number."""
    return bool(luhn.is_valid("80840" + compact))


def prescriber(compact: str) -> bool:
    """The seventh digit is the last one of: first, third and fifth, and twice the second, fourth and sixth."""
    digits = [int(one) for one in compact[2:]]
    return (sum(digits[0:6:2]) + 2 * sum(digits[1:6:2])) % 10 == digits[6]


def australian(compact: str) -> bool:
    """The ninth digit is the sum of the first eight, weighted 1, 3, 7, 9, by ten."""
    return sum(weight * int(one) for weight, one in zip((1, 3, 7, 9, 1, 3, 7, 9), compact, strict=False)) % 10 == int(compact[8])


def insured(compact: str) -> bool:
    """The letter stands for two digits; every second one counts twice, by digit sum."""
    digits = f"{ord(compact[0]) - 64:02d}{compact[1:9]}"
    products = (int(one) * (1 + place % 2) for place, one in enumerate(digits))
    return sum(product // 10 + product % 10 for product in products) % 10 == int(compact[9])


def ontarian(compact: str) -> bool:
    """Luhn's digit over the ten digits; a version code may follow."""
    return bool(luhn.is_valid(compact[:10]))


_MBI = "[ACDEFGHJKMNPQRTUVWXY]"
_MBI_OR_DIGIT = "[0-9ACDEFGHJKMNPQRTUVWXY]"

IDENTIFIERS: tuple[Identifier, ...] = (
    Identifier(
        "us_npi", "US national provider identifier", provider, 10, Form.DIGITS,
        ("[12]999999999",),
        ("npi", "national provider identifier", "**xx", "provider number", "npi number", "provider id",
         "provider npi", "prescriber npi"),
        ("1245319599", "1234567893", "1679576722"),
        ("1245319598", "1234567890", "1679576723"),
        "45 CFR 162.406; CMS: NPI check digit",
    ),
    Identifier(
        "us_mbi", "US Medicare beneficiary identifier", lambda compact: True, 1, Form.DISTINCT,
        (f"[1-9]{_MBI}{_MBI_OR_DIGIT}9-{_MBI}{_MBI_OR_DIGIT}9-{_MBI}{_MBI}99",),
        ("mbi", "medicare", "medicare number", "medicare beneficiary", "beneficiary identifier",
         "medicare id", "medicare claim"),
        ("1EG4-TE5-MK73", "1EG4TE5MK73", "9AA9CC9DD99"),
        (),
        "CMS: Understanding the Medicare beneficiary identifier format",
    ),
    Identifier(
        "us_dea", "US drug enforcement registration number", prescriber, 10, Form.MARKED,
        ("[ABCDEFGHJKLMPRSTUXabcdefghjklmprstux][A-Za-z9]9999999",),
        ("dea", "dea number", "dea registration", "drug enforcement", "prescriber",
         "dea no", "dea #"),
        ("AB1234563", "FS1234563", "MJ2468038"),
        ("AB1234564", "FS1234560", "MJ2468030"),
        "21 CFR 1301; DEA Diversion Control: registration number check",
    ),
    Identifier(
        "gb_nhs", "British health service number", "gb.nhs", 11, Form.DIGITS,
        ("999-999-9999",),
        ("nhs", "nhs number", "nhs no", "national health service",
         "nhs #", "national health number"),
        ("943 476 5919", "7879301089", "503-113-0253"),
        ("943 476 5918", "4575435410", "6608018670"),
        "NHS Data Dictionary: NHS NUMBER; python-stdnum's module gb.nhs",
        (), ("nhs_number", "uk_nhs"),
    ),
    Identifier(
        "au_medicare", "Australian Medicare number", australian, 10, Form.DIGITS,
        ("[2-6]999-99999-9", "[2-6]999-99999-9-9"),
        ("medicare", "medicare number", "medicare card", "medicare no",
         "medicare card no"),
        ("2123 45670 1", "2950197472", "5363-20102-8"),
        ("2123 45671 1", "2950197432", "5363-20114-8"),
        "Services Australia: Medicare card number check digit",
    ),
    Identifier(
        "ca_health_card", "Canadian health card number (Ontario, British Columbia)", ontarian, 10, Form.DIGITS,
        ("9999-999-999", "9999-999-999-AA"),
        ("health card", "health card number", "ohip", "health insurance number", "carte santé", "phn", "hcn", "personal health number"),
        ("9876543217", "5584 486 673", "1234-567-897"),
        ("9876543218", "5584 486 674"),
        "Ontario Ministry of Health: Health card validation reference manual",
    ),
    Identifier(
        "de_kvnr", "German health insurance number", insured, 10, Form.MARKED,
        ("A999999999",),
        ("krankenversichertennummer", "versichertennummer", "kvnr", "krankenkasse", "gesundheitskarte", "krankenversicherung",
         "krankenversicherungsnummer",
         "egk nummer", "egk", "versicherten nr", "versichertennr", "gkv nummer"),
        ("A123456780", "M310119802", "T000000014"),
        ("A123456781", "M310119805"),
        "Section 290 SGB V; GKV-Spitzenverband: Richtlinie zur Krankenversichertennummer",
    ),
)

LABELLED: tuple[Labelled, ...] = (
    Labelled(
        "medical_record_number", "medical record number",
        ("XX?X?X?9999?9?9?9?9?9?9?", "[A-Z][A-Z]?[A-Z]?[-]9999?9?9?9?9?9?9?", "999?9?[ -]999?9?9?", "99[ -]99[ -]99",
         "999[ -]999[ -]999?9?",
         "999[ -]99[ -]999?9?"),
        ("mrn", "pid|1|", "medical record number", "medical record", "medical record no", "patient id", "patient number", "patient no",
         "chart number",
         "hospital number", "patientennummer", "fallnummer", "numéro de patient", "dossier patient", "historia clínica",
         "número de paciente", "cartella clinica", "patientnummer",
         "numéro de dossier", "numéro de dossier patient", "dossier médical", "ipp", "nhc", "historia clinica", "patienten id",
         "patienten nr", "medical record #", "chart no", "patientenakte", "n° dossier", "hospital id", "patient mrn",
         "numero cartella", "pasientnummer", "hospital no", "potilasnumero", "numer pacjenta"),
        ("00123456", "MR-774512", "A1234567", "4455 6677"), ("1", "1.5"),
        "HL7 v2.9, PID-3: given out by each hospital in a form of its own",
        aliases=("mrn",),
    ),
    Labelled(
        "health_insurance_id", "number of an insured person",
        ("XX?X?X?X?9999?9?9?9?9?9?9?9?", "[A-Z][A-Z]?[A-Z]?[A-Z]?[-]9999?9?9?9?9?9?9?9?", "AAA[0-9A-Z]99999?9?9?9?",
         "999?9?[ -]9999?[ -]999?9?9?", "AAA999X999?9?9?9?9?9?", "999999999[-]99", "A999999999[-]99", "AAA999999999[-]99"),
        ("member id", "**mi", "member number", "subscriber id", "beneficiary number", "beneficiary id",
         "insurance id", "policy number", "policy no", "health plan id", "insurance number",
         "insurance policy", "group number", "versicherungsnummer", "numéro d'adhérent", "número de póliza", "numero di polizza",
         "polisnummer",
         "insurance member", "health plan", "health insurance number", "subscriber number", "insured id", "beneficiary no",
         "health plan beneficiary", "policyholder id", "policy #", "member no", "member #", "member number", "subscriber no",
         "insured's id", "insured number", "medicaid id", "medicaid number", "hicn", "krankenkassennummer", "versichertennummer",
         "numéro d'assuré", "n° d'assuré", "numéro de mutuelle", "número de afiliado", "número de asegurado", "tarjeta sanitaria",
         "tessera sanitaria", "zorgverzekeringsnummer", "zorgpolis", "numer polisy", "nr polisy", "försäkringsnummer", "保险号", "保单号",
         "被保険者番号", "보험증번호"),
        ("W123456789", "XYZ987654321", "1234-5678-90", "POL-884512"), ("1", "1.5"),
        "given out by each insurer in a form of its own; CMS: HIPAA identifiers, health plan beneficiary numbers",
    ),
    Labelled(
        "icd10_code", "diagnosis code (ICD-10)", ("A9[0-9A-Ba-b]", r"A9[0-9A-Ba-b]\.XX?X?X?"),
        ("icd", "hi*abk", "icd 10", "icd 10 cm", "icd10", "diagnosis code", "diagnosis", "dx", "dx code", "diagnose", "diagnoseschlüssel",
         "diagnostic",
         "diagnóstico", "diagnosi", "diagnoses", "diagnosen", "diagnósticos", "diagnostics", "diagnosis codes", "icd codes", "icd code",
         "icd-10-gm", "cim", "cim 10", "code cim 10", "cie", "cie 10", "cid", "cid 10", "diagnosecode", "diagnoza", "rozpoznanie",
         "diagnos",
         "diagnoosi", "diagnóza", "tanı kodu", "диагноз", "код мкб", "мкб 10", "мкб", "διάγνωση", "疾病编码", "诊断", "傷病名",
         "진단코드", "진단"),
        ("E11.9", "J45", "S72.001A", "F32.1"), ("119", "AB1.2"), "WHO: ICD-10; CMS: ICD-10-CM official guidelines",
    ),
    Labelled(
        "icd9_code", "diagnosis code (ICD-9)", (r"999\.9", r"999\.99", r"[EV]99\.9"),
        ("icd 9", "icd9", "icd 9 cm", "icd 9 code", "icd"), ("250.00", "401.9", "V45.8"), ("25.0", "250.000"),
        "CDC: ICD-9-CM, in use until 2015",
    ),
    Labelled(
        "us_ndc", "US national drug code", ("9999[- ]9999[- ]99", "99999[- ]999[- ]99", "99999[- ]9999[- ]9", "99999[- ]9999[- ]99"),
        ("ndc", "national drug code", "drug code", "ndc code"), ("0777-3105-02", "50580-488-10", "00002-7597-01"),
        ("12-345-67", "0777-3105"),
        "21 CFR 207.33", HIGH,
    ),
)

DETECTORS: tuple[Detector, ...] = (*map(identified, IDENTIFIERS), *map(labelled, LABELLED))
