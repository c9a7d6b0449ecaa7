"""What must hold between the parts of a file, one small function each. `RULES` is the whole list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from enclave.spec.rules.access import access_is_given, groups_can_be_looked_up, one_role_per_group
from enclave.spec.rules.availability import services_are_available
from enclave.spec.rules.budgets import budgets_name_approved_models, time_zone_is_known
from enclave.spec.rules.components import (
    agents_have_a_platform,
    components_have_what_they_need,
    content_safety_has_an_account,
    owners_answer_what_is_asked,
    partners_reach_one_application,
    traffic_manager_has_ways_in,
)
from enclave.spec.rules.data import databases_differ, models_are_watched_once, partners_differ
from enclave.spec.rules.edge import (
    edges_stay_where_data_must,
    front_door_has_something_behind,
    front_doors_reach_the_regions,
    one_host_at_the_front_door,
    traffic_manager_answers_in_public,
)
from enclave.spec.rules.egress import each_egress_once, feeds_go_with_selective_isolation, no_shared_wildcard
from enclave.spec.rules.encryption import keys_cannot_be_purged, two_layers_need_own_keys
from enclave.spec.rules.entities import each_entity_once, entities_are_known, own_entities_differ, projects_handle_what_the_enclave_may
from enclave.spec.rules.gateway import front_doors_get_a_public_certificate, the_gateway_hides_no_other_name
from enclave.spec.rules.machines import (
    hosts_take_the_machines,
    machines_can_be_replicated,
    regions_have_the_machines,
    sessions_are_recorded,
    sets_can_grow,
)
from enclave.spec.rules.models import data_zones_are_there, deployment_names_differ, models_are_approved, processing_stays
from enclave.spec.rules.names import project_names_differ, region_keys_are_free, region_keys_differ
from enclave.spec.rules.network import address_space_fits, address_space_is_private, agents_have_room, ingress_is_narrow, nothing_overlaps
from enclave.spec.rules.regions import known_azure_regions, locations_differ, pairs_keep_residency
from enclave.spec.rules.residency import regions_comply, regions_exist
from enclave.spec.rules.sinks import sinks_are_encrypted, sinks_have_one_kind
from enclave.spec.rules.subject import Subject
from enclave.spec.rules.telemetry import routes_have_one_kind, silences_end, telemetry_is_encrypted
from enclave.spec.rules.tightening import (
    budget_tightens,
    content_filters_tighten,
    content_safety_tightens,
    dlp_tightens,
    rates_tighten,
    retention_tightens,
    surfaces_tighten,
    surrogates_tighten,
    uninspected_tightens,
)
from enclave.spec.rules.workflows import workflows_have_something_to_do
from enclave.spec.source import Problem

Rule: TypeAlias = Callable[[Subject], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    known_azure_regions,
    pairs_keep_residency,
    locations_differ,
    region_keys_differ,
    region_keys_are_free,
    project_names_differ,
    address_space_is_private,
    address_space_fits,
    agents_have_room,
    nothing_overlaps,
    ingress_is_narrow,
    each_egress_once,
    feeds_go_with_selective_isolation,
    no_shared_wildcard,
    regions_exist,
    regions_comply,
    models_are_approved,
    deployment_names_differ,
    processing_stays,
    data_zones_are_there,
    projects_handle_what_the_enclave_may,
    own_entities_differ,
    entities_are_known,
    each_entity_once,
    dlp_tightens,
    uninspected_tightens,
    surrogates_tighten,
    content_filters_tighten,
    content_safety_tightens,
    surfaces_tighten,
    time_zone_is_known,
    budgets_name_approved_models,
    budget_tightens,
    rates_tighten,
    retention_tightens,
    access_is_given,
    one_role_per_group,
    groups_can_be_looked_up,
    components_have_what_they_need,
    content_safety_has_an_account,
    owners_answer_what_is_asked,
    partners_reach_one_application,
    workflows_have_something_to_do,
    traffic_manager_has_ways_in,
    edges_stay_where_data_must,
    front_door_has_something_behind,
    one_host_at_the_front_door,
    front_doors_reach_the_regions,
    traffic_manager_answers_in_public,
    front_doors_get_a_public_certificate,
    the_gateway_hides_no_other_name,
    hosts_take_the_machines,
    regions_have_the_machines,
    sets_can_grow,
    machines_can_be_replicated,
    sessions_are_recorded,
    databases_differ,
    models_are_watched_once,
    partners_differ,
    agents_have_a_platform,
    keys_cannot_be_purged,
    two_layers_need_own_keys,
    services_are_available,
    sinks_have_one_kind,
    sinks_are_encrypted,
    routes_have_one_kind,
    telemetry_is_encrypted,
    silences_end,
)

__all__ = ["RULES", "Rule", "Subject"]
