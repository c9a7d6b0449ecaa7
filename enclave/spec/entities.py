"""What the scanner can find, by name; `enclave/dlp/detectors/` has the detectors, and a test holds the two lists against each other."""

from __future__ import annotations

from typing import Literal, get_args

Entity = Literal[
    "api_key", "credit_card", "iban", "us_ssn", "ssn", "ar_cuit", "br_cpf", "br_cnpj", "ca_sin", "cl_rut", "co_nit", "do_cedula", "ec_ci",
    "mx_curp", "pe_cui", "us_itin", "us_ein", "at_tax_number", "at_social_insurance", "be_national_number", "bg_egn", "ch_ahv",
    "cz_birth_number", "de_tax_id", "dk_cpr", "ee_isikukood", "es_dni", "es_nie", "fi_hetu", "fr_nir", "fr_tax_number", "gb_nino",
    "gb_utr", "gr_amka", "hr_oib", "hu_tax_number", "ie_pps", "is_kennitala", "it_codice_fiscale", "lt_personal_code",
    "lv_personal_code", "nl_bsn", "no_fodselsnummer", "pl_pesel", "pl_nip", "pt_nif", "ro_cnp", "ru_inn", "se_personnummer",
    "si_emso", "sk_birth_number", "tr_tckn", "ua_tax_number", "au_tfn", "au_abn", "cn_resident_id", "id_nik", "il_id", "in_aadhaar",
    "in_pan", "jp_my_number", "kr_rrn", "my_nric", "nz_ird", "pk_cnic", "sg_nric", "th_national_id", "tw_national_id", "za_id",
    "email", "phone",
]
"""`ssn` is another word for `us_ssn`."""

ENTITIES: tuple[str, ...] = tuple(entity for entity in get_args(Entity) if entity != "ssn")


def canonical(entity: str) -> str:
    """The one name of an entity."""
    return "us_ssn" if entity == "ssn" else entity
