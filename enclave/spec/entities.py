"""What the scanner can find, by group and name; `enclave/dlp` has the detectors, and a test holds the two lists against each other."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "secrets": ("api_key", "private_key", "json_web_token", "connection_string", "password", "url_with_credentials"),
    "payment": (
        "credit_card", "iban", "bic_swift", "us_routing_number", "es_ccc", "nz_bank_account", "cusip", "isin", "lei", "us_bank_account",
        "gb_sort_code", "card_cvv", "card_expiry", "card_track", "crypto_address",
    ),
    "national_identifiers": (
        "us_ssn", "ar_cuit", "br_cpf", "br_cnpj", "ca_sin", "cl_rut", "co_nit", "do_cedula", "ec_ci", "mx_curp", "pe_cui", "us_itin",
        "us_ein", "at_tax_number", "at_social_insurance", "be_national_number", "bg_egn", "ch_ahv", "cz_birth_number", "de_tax_id",
        "dk_cpr", "ee_isikukood", "es_dni", "es_nie", "fi_hetu", "fr_nir", "fr_tax_number", "gb_nino", "gb_utr", "gr_amka", "hr_oib",
        "hu_tax_id", "hu_tax_number", "ie_pps", "is_kennitala", "it_codice_fiscale", "lt_personal_code", "lv_personal_code", "nl_bsn",
        "no_fodselsnummer", "pl_pesel", "pl_nip", "pt_nif", "ro_cnp", "ru_inn", "se_personnummer", "si_emso", "sk_birth_number",
        "tr_tckn", "ua_tax_number", "au_tfn", "au_abn", "cn_resident_id", "id_nik", "il_id", "in_aadhaar", "in_pan", "jp_my_number",
        "kr_rrn", "my_nric", "nz_ird", "pk_cnic", "sg_nric", "th_national_id", "tw_national_id", "za_id", "gr_afm", "cy_tin",
        "lu_matricule", "rs_jmbg", "ru_snils", "md_idno", "pe_ruc", "uy_rut", "ve_rif", "kr_brn", "hk_id", "vn_tax_code",
        "ae_emirates_id", "sa_national_id", "eg_national_id", "ke_pin", "ar_dni", "ng_nin", "ph_identifier", "vn_citizen_id",
        "gb_driving_licence",
        "de_id_card", "de_social_insurance", "in_voter_id", "pt_cartao_cidadao", "passport", "driver_license", "eu_vat", "ch_uid",
        "gb_vat", "fr_siren", "fr_siret", "it_partita_iva", "es_cif", "in_gstin", "mx_rfc", "au_acn", "se_organisationsnummer",
        "no_organisasjonsnummer", "dk_cvr", "fi_ytunnus", "pl_regon", "mrz",
        "br_pis", "br_rg", "mx_nss", "mx_clabe", "ar_cbu", "co_cedula", "pe_dni", "py_ruc", "cr_cedula", "gt_nit", "sv_nit",
        "sv_dui", "hn_dni", "pa_cedula", "uy_ci", "bo_ci", "ve_cedula", "ec_ruc", "do_rnc", "cu_ni", "de_tax_number", "hu_taj",
        "rs_pib", "tr_vkn", "si_tax_number", "no_bank_account", "kz_iin", "by_unp", "by_personal_number", "ru_ogrn", "ua_edrpou",
        "ge_personal_number", "am_psn", "az_fin", "az_voen", "uz_pinfl", "al_nipt", "ad_nrt", "mk_edb", "gb_chi", "cn_uscc",
        "tw_ubn", "jp_corporate_number", "jp_residence_card", "kr_driver_license", "id_npwp", "id_bpjs", "bd_nid", "lk_nic",
        "np_citizenship", "mm_nrc", "in_vid", "in_uan", "in_abha", "in_ifsc", "th_tax_number", "sg_uen", "nz_nhi", "kw_civil_id",
        "qa_qid", "ir_national_code", "iq_national_id", "ng_bvn", "ng_tin", "gh_card", "ke_national_id", "ug_nin", "tz_nin",
        "rw_nid", "zm_nrc", "ma_cin", "tn_identifier", "dz_nif", "et_tin", "mz_nuit", "mu_nid", "sn_ninea", "za_tax_number",
        "kh_id", "es_nuss", "identity_document", "tax_number",
    ),
    "contact": ("email", "phone", "street_address", "postal_code"),
    "health": (
        "us_npi", "us_mbi", "us_dea", "gb_nhs", "au_medicare", "ca_health_card", "de_kvnr", "medical_record_number",
        "health_insurance_id", "icd10_code", "icd9_code", "us_ndc",
    ),
    "devices_and_vehicles": ("imei", "iccid", "vin", "imsi", "device_id", "license_plate", "ip_address", "mac_address", "geo_coordinates"),
    "staff_and_customers": ("personnel_number", "professional_license", "client_number"),
    "persons": ("person_name", "date_of_birth", "organization"),
})
"""Group -> its entities. A name of a group stands for all of them wherever an entity can be named."""

ALIASES: Mapping[str, str] = MappingProxyType({
    "crypto": "crypto_address", "swift_code": "bic_swift", "bic": "bic_swift", "aba_routing": "us_routing_number",
    "bank_account": "us_bank_account", "us_bank_number": "us_bank_account", "cvv": "card_cvv", "ssn": "us_ssn",
    "uk_driving_licence": "gb_driving_licence", "us_passport": "passport", "uk_passport": "passport", "de_passport": "passport",
    "us_driver_license": "driver_license", "drivers_license": "driver_license", "nhs_number": "gb_nhs", "uk_nhs": "gb_nhs",
    "mrn": "medical_record_number", "ip": "ip_address", "address": "street_address", "person": "person_name", "dob": "date_of_birth",
})
"""Other words for an entity."""

WIDE: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "api_key": ("private_key", "json_web_token", "connection_string"),
})
"""What an entity stands for besides itself where the list says nothing of that: to most people all of these are keys."""

ENTITIES: tuple[str, ...] = tuple(entity for entities in GROUPS.values() for entity in entities)

NAMES: tuple[str, ...] = (*ENTITIES, *ALIASES, *GROUPS)
"""Everything that a `dlp` can name beside the entities of a file."""


def canonical(entity: str) -> str:
    """The one name of an entity."""
    return ALIASES.get(entity, entity)


def named(name: str) -> tuple[str, ...]:
    """The entities that a name is for: those of a group, or the one."""
    return GROUPS.get(name) or (canonical(name),)


def members(name: str) -> tuple[str, ...]:
    """The entities that a name stands for: those of a group, or the one, which comes first, and what it includes."""
    entity = canonical(name)
    return GROUPS.get(name) or (entity, *WIDE.get(entity, ()))
