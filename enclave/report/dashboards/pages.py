"""The dashboards: overview, capacity, cost, security, models, GPUs. Every metric that is exported is on one of them, or in an alert."""

from __future__ import annotations

from enclave.report.dashboards.panel import RANGE, Dashboard, Panel, Target, exact, grown, level, mean, rate, rough

_P = 'project=~"$project"'
_EP = 'enclave_project=~"$project"'
_ENDED = f"EnclaveEvents_CL\n| where {RANGE} and Kind in ('completed', 'refused')\n"
_DONE = f"EnclaveEvents_CL\n| where {RANGE} and Kind == 'completed'\n"
_REFUSED = f"EnclaveEvents_CL\n| where {RANGE} and Kind == 'refused'\n"
_FAILED = rate("enclave.requests", where=_P + ',status=~"5.."')
_PROMPTS = rate("enclave.tokens", "project", _P + ',type="input"')
_CHANGES = "'configuration_changed', 'budget_changed', 'key_rotated', 'erased', 'pruned'"
_ENDS = "gen_ai_server_request_duration_seconds_count"
_QUANTILES = (0.5, 0.95, 0.99)

OVERVIEW = Dashboard(
    id="overview",
    title="Enclave: overview",
    about="what is wrong, within five seconds",
    panels=(
        Panel(
            title="Requests", about="each second", kind="stat", unit="reqps", width=4, height=4,
            targets=(Target(rate("enclave.requests", where=_P)),), kql=_ENDED + "| summarize Requests = count()",
        ),
        Panel(
            title="Errors", about="share of requests with a status of 500 and above", kind="stat", unit="percentunit", width=4, height=4,
            bound=0.05, targets=(Target(f"{_FAILED} / {rate('enclave.requests', where=_P)}"),),
            kql=_ENDED + "| summarize Errors = 100.0 * countif(Status >= 500) / count()",
        ),
        Panel(
            title="Overhead, P99", about="what the gateway itself takes", kind="stat", unit="s", width=4, height=4, bound=0.05,
            targets=(Target(exact("enclave.overhead.duration", 0.99)),),
        ),
        Panel(
            title="Spent today", about="of the hub's daily budget", kind="stat", unit="percentunit", width=4, height=4, bound=0.8,
            targets=(Target(level("enclave.budget.used", where='scope="hub",window="daily"')),),
            kql="EnclaveEvents_CL\n| where Kind == 'completed' and TimeGenerated > ago(1d)\n"
            "| summarize Usd = sum(SettledNanousd) / 1000000000.0",
        ),
        Panel(
            title="Proved", about="1 when every obligation is proved", kind="stat", width=4, height=4,
            targets=(Target(level("enclave.proof.proved", how="min")),),
        ),
        Panel(
            title="Proved ago", about="since the file was verified", kind="stat", unit="s", width=4, height=4, bound=172_800,
            targets=(Target(f"time() - {level('enclave.proof.timestamp')}"),),
        ),
        Panel(
            title="Runs otherwise", about="resources that are not as the file says", kind="stat", width=4, height=4, bound=0.5,
            targets=(Target(level("enclave.deployment.differences")),),
        ),
        Panel(
            title="Compared ago", about="since what runs was compared with the file", kind="stat", unit="s", width=4, height=4,
            bound=172_800, targets=(Target(f"time() - {level('enclave.deployment.timestamp')}"),),
        ),
        Panel(
            title="Workers", about="that serve", kind="stat", width=4, height=4, targets=(Target(level("enclave.workers", how="sum")),),
        ),
        Panel(
            title="Requests by status", about="as the callers got them", unit="reqps",
            targets=(Target(rate("enclave.requests", "status", _P), "{{status}}"),),
            kql=_ENDED + "| summarize Requests = count() by bin(TimeGenerated, 5m), tostring(Status)",
        ),
        Panel(
            title="Refusals by guard", about="and why", unit="reqps",
            targets=(Target(rate("enclave.refusals", "stage, code", _P), "{{stage}} {{code}}"),),
            kql=_REFUSED + "| summarize Refusals = count() by bin(TimeGenerated, 5m), Stage",
        ),
        Panel(
            title="Answers, until the last byte", about="as callers see them; quantiles are exact to 1 %", unit="s",
            targets=tuple(Target(exact("gen_ai.server.request.duration", share, where=_EP), f"P{share * 100:g}") for share in _QUANTILES),
            kql=_DONE + "| summarize P50 = percentile(DurationMs, 50), P95 = percentile(DurationMs, 95), P99 = percentile(DurationMs, 99)"
            " by bin(TimeGenerated, 5m)",
        ),
        Panel(
            title="Model services", about="0 asked, 1 on trial, 2 left alone",
            targets=(Target(level("enclave.circuit.state", "server"), "{{server}}"),),
        ),
        Panel(
            title="Attempts that failed", about="by region and why", unit="reqps",
            targets=(Target(rate("enclave.upstream.attempts", "region, result", 'result!="ok"'), "{{region}} {{result}}"),),
            kql=_ENDED + "| where Stage == 'upstream'\n| summarize Failed = count() by bin(TimeGenerated, 5m), Region",
        ),
        Panel(
            title="Log: sinks and anchors behind", about="age of the oldest record that they have not", unit="s",
            targets=(
                Target(level("enclave.audit.sink.seconds_behind", "sink"), "sink {{sink}}"),
                Target(level("enclave.audit.anchor.seconds_behind", "anchor"), "anchor {{anchor}}"),
            ),
        ),
        Panel(
            title="Versions and policies", about="that run", kind="table", width=12,
            targets=(Target(level("enclave.info", "version, policy_digest")),),
            kql=f"EnclaveEvents_CL\n| where {RANGE} and Kind == 'started'\n"
            "| summarize Starts = count(), Last = max(TimeGenerated) by PolicyDigest",
        ),
        Panel(
            title="Workers that died", about="although nobody told them to", width=12,
            targets=(Target(grown("enclave.worker.deaths", window="1h")),),
        ),
    ),
)

CAPACITY = Dashboard(
    id="capacity",
    title="Enclave: capacity",
    about="how much more it takes, and where it gets tight",
    panels=(
        Panel(
            title="Requests by project", about="each second", unit="reqps",
            targets=(Target(rate("enclave.requests", "project", _P), "{{project}}"),),
            kql=_ENDED + "| summarize Requests = count() by bin(TimeGenerated, 1h), Project",
        ),
        Panel(
            title="Tokens a minute by deployment", about="against the capacity of each",
            targets=(Target(f"60 * {rate('enclave.tokens', 'project, deployment', _P)}", "{{project}} {{deployment}}"),),
            kql=_DONE + "| summarize Tokens = sum(PromptTokens + CompletionTokens) by bin(TimeGenerated, 1m), Deployment",
        ),
        Panel(
            title="Open requests", about="that are being answered", targets=(Target(level("enclave.active_requests", how="sum")),),
        ),
        Panel(
            title="Entries that wait for ledger and log", about="what waits here delays every call",
            targets=(Target(level("enclave.journal.waiting", how="sum")),),
        ),
        Panel(
            title="Time by stage, P95", about="of every eighth request", unit="s",
            targets=(Target(rough("enclave.stage.duration", 0.95, "stage"), "{{stage}}"),),
        ),
        Panel(
            title="Overhead", about="all stages but the model service's", unit="s",
            targets=tuple(Target(exact("enclave.overhead.duration", share), f"P{share * 100:g}") for share in _QUANTILES),
        ),
        Panel(
            title="Calls over their limits per minute", about="by project", unit="reqps",
            targets=(Target(rate("enclave.refusals", "project", _P + ',stage="rate"'), "{{project}}"),),
            kql=_REFUSED + "| where Stage == 'rate'\n| summarize Refused = count() by bin(TimeGenerated, 5m), Project",
        ),
        Panel(
            title="Prompts and answers, P95", about="tokens of one call",
            targets=(Target(rough("gen_ai.client.token.usage", 0.95, "gen_ai_token_type"), "{{gen_ai_token_type}}"),),
            kql=_DONE
            + "| summarize Prompt = percentile(PromptTokens, 95), Answer = percentile(CompletionTokens, 95) by bin(TimeGenerated, 1h)",
        ),
        Panel(
            title="Busiest hours", about="requests by hour of the day", kind="table", unit="short",
            targets=(Target(grown("enclave.requests", "project", _P, "1h"), "{{project}}"),),
            kql=_ENDED + "| summarize Requests = count() by Hour = hourofday(TimeGenerated)\n| order by Hour asc",
        ),
        Panel(
            title="Spans that were sent and lost", about="by exporter", unit="reqps",
            targets=(Target(rate("enclave.telemetry.spans", "exporter, result"), "{{exporter}} {{result}}"),),
        ),
    ),
)

COST = Dashboard(
    id="cost",
    title="Enclave: cost",
    about="who spends what, and how long it lasts",
    panels=(
        Panel(
            title="Spent in this range", about="by project", kind="bargauge", unit="currencyUSD",
            targets=(Target(grown("enclave.spent_usd", "project", _P), "{{project}}"),),
            kql=_DONE + "| summarize Usd = sum(SettledNanousd) / 1000000000.0 by Project\n| order by Usd desc",
        ),
        Panel(
            title="Spent each hour", about="by project", unit="currencyUSD",
            targets=(Target(f"3600 * {rate('enclave.spent_usd', 'project', _P)}", "{{project}}"),),
            kql=_DONE + "| summarize Usd = sum(SettledNanousd) / 1000000000.0 by bin(TimeGenerated, 1h), Project",
        ),
        Panel(
            title="Spent by deployment", about="in this range", kind="bargauge", unit="currencyUSD",
            targets=(Target(grown("enclave.spent_usd", "project, deployment", _P), "{{project}} {{deployment}}"),),
            kql=_DONE + "| summarize Usd = sum(SettledNanousd) / 1000000000.0 by Project, Deployment\n| order by Usd desc",
        ),
        Panel(
            title="Used of each ceiling", about="settled and held", kind="bargauge", unit="percentunit", bound=0.8,
            targets=(Target(level("enclave.budget.used", "scope, window"), "{{scope}} {{window}}"),),
        ),
        Panel(
            title="Left of each ceiling", about="US dollars", kind="table", unit="currencyUSD",
            targets=(Target(level("enclave.budget.remaining_usd", "scope, window", how="min"), "{{scope}} {{window}}"),),
        ),
        Panel(
            title="Ceilings", about="US dollars", kind="table", unit="currencyUSD",
            targets=(Target(level("enclave.budget.limit_usd", "scope, window"), "{{scope}} {{window}}"),),
        ),
        Panel(
            title="Tokens", about="of prompts and answers", targets=(Target(rate("enclave.tokens", "type", _P), "{{type}}"),),
            kql=_DONE + "| summarize Prompt = sum(PromptTokens), Answer = sum(CompletionTokens) by bin(TimeGenerated, 1h)",
        ),
        Panel(
            title="Prompts from the cache", about="share of the tokens of prompts", unit="percentunit",
            targets=(Target(f"{rate('enclave.cached_tokens', 'project', _P)} / {_PROMPTS}", "{{project}}"),),
            kql=_DONE + "| summarize Cached = 100.0 * sum(CachedTokens) / sum(PromptTokens) by bin(TimeGenerated, 1h), Project",
        ),
        Panel(
            title="What a request costs", about="mean", unit="currencyUSD",
            targets=(Target(f"{rate('enclave.spent_usd', 'project', _P)} / {rate('enclave.requests', 'project', _P)}", "{{project}}"),),
            kql=_DONE + "| summarize Usd = avg(SettledNanousd) / 1000000000.0 by bin(TimeGenerated, 1h), Project",
        ),
    ),
)

SECURITY = Dashboard(
    id="security",
    title="Enclave: security",
    about="what was found, hidden and refused, and whether the proof and the log hold",
    panels=(
        Panel(
            title="Found in prompts", about="values by entity",
            targets=(Target(rate("enclave.dlp.findings", "entity", _P + ',stage="dlp"'), "{{entity}}"),),
            kql=f"EnclaveEvents_CL\n| where {RANGE} and Kind in ('admitted', 'refused')\n| where Stage == 'dlp'\n"
            "| summarize Blocked = count() by bin(TimeGenerated, 1h), Project",
        ),
        Panel(
            title="Found in answers", about="values by entity",
            targets=(Target(rate("enclave.dlp.findings", "entity", _P + ',stage="answer"'), "{{entity}}"),),
            kql=_DONE + "| where Stage == 'answer'\n| summarize Blocked = count() by bin(TimeGenerated, 1h), Project",
        ),
        Panel(
            title="Hidden", about="values by project", targets=(Target(rate("enclave.redactions", "project", _P), "{{project}}"),),
        ),
        Panel(
            title="Refusals", about="in this range", kind="table", width=12,
            targets=(Target(grown("enclave.refusals", "project, stage, code", _P), "{{project}} {{stage}} {{code}}"),),
            kql=_REFUSED + "| summarize Refusals = count(), Last = max(TimeGenerated) by Project, Stage, Reason\n| order by Refusals desc",
        ),
        Panel(
            title="Callers that were refused most", about="the log knows them, metrics do not", kind="table", width=12,
            kql=_REFUSED + "| summarize Refusals = count(), Addresses = dcount(CallerIp) by Caller, Stage\n| top 20 by Refusals desc",
        ),
        Panel(
            title="Tokens that are not accepted", about="refused by identity", unit="reqps",
            targets=(Target(rate("enclave.refusals", "code", 'stage="identity"'), "{{code}}"),),
            kql=_REFUSED + "| where Stage == 'identity'\n| summarize Refusals = count() by bin(TimeGenerated, 5m), CallerIp",
        ),
        Panel(
            title="Callers unlike before", about="by what is unlike", targets=(Target(level("enclave.anomalies", "kind"), "{{kind}}"),),
        ),
        Panel(
            title="Log: records behind", about="that sinks and anchors have not",
            targets=(
                Target(level("enclave.audit.sink.records_behind", "sink"), "sink {{sink}}"),
                Target(level("enclave.audit.anchor.records_behind", "anchor"), "anchor {{anchor}}"),
            ),
        ),
        Panel(
            title="Log and anchors disagree", about="1: one of them was changed", kind="stat", bound=0.5,
            targets=(Target(level("enclave.audit.anchor.forked", "anchor"), "{{anchor}}"),),
            kql=f"EnclaveEvents_CL\n| where {RANGE} and Kind == 'anchor_failed'\n| project TimeGenerated, Reason",
        ),
        Panel(
            title="Vulnerabilities whose time is over", about="of images", kind="stat", bound=0.5,
            targets=(Target(level("enclave.images.overdue")),),
        ),
        Panel(
            title="Certificate ends in", about="that callers see", kind="stat", unit="s",
            targets=(Target(f"{level('enclave.certificate.expiry_timestamp', how='min')} - time()"),),
        ),
        Panel(
            title="Changes of policy, ceilings and keys", about="as the log has them", kind="table", width=24,
            kql=f"EnclaveEvents_CL\n| where {RANGE} and Kind in ({_CHANGES})\n"
            "| project TimeGenerated, Kind, Reason, Details\n| order by TimeGenerated desc",
        ),
    ),
)

MODELS = Dashboard(
    id="models",
    title="Enclave: model health",
    about="whether models behave as last week",
    panels=(
        Panel(
            title="Answers by model, P95", about="until the last byte", unit="s",
            targets=(Target(exact("gen_ai.server.request.duration", 0.95, "gen_ai_request_model", _EP), "{{gen_ai_request_model}}"),),
            kql=_DONE + "| summarize P95 = percentile(DurationMs, 95) by bin(TimeGenerated, 5m), Model",
        ),
        Panel(
            title="Answers by model, P99", about="until the last byte", unit="s",
            targets=(Target(exact("gen_ai.server.request.duration", 0.99, "gen_ai_request_model", _EP), "{{gen_ai_request_model}}"),),
            kql=_DONE + "| summarize P99 = percentile(DurationMs, 99) by bin(TimeGenerated, 5m), Model",
        ),
        Panel(
            title="First token, P95", about="of streams", unit="s",
            targets=(Target(exact("gen_ai.server.time_to_first_token", 0.95, "gen_ai_request_model", _EP), "{{gen_ai_request_model}}"),),
            kql=_DONE + "| where isnotnull(TimeToFirstTokenMs)\n"
            "| summarize P95 = percentile(TimeToFirstTokenMs, 95) by bin(TimeGenerated, 5m), Model",
        ),
        Panel(
            title="Each further token, P95", about="of streams", unit="s",
            targets=(Target(exact("gen_ai.server.time_per_output_token", 0.95, "gen_ai_request_model", _EP), "{{gen_ai_request_model}}"),),
        ),
        Panel(
            title="Model services, P95", about="until their answer, or its stream, is there", unit="s",
            targets=(
                Target(
                    rough("gen_ai.client.operation.duration", 0.95, "gen_ai_request_model, enclave_region"),
                    "{{gen_ai_request_model}} {{enclave_region}}",
                ),
            ),
            kql=_DONE + "| summarize P95 = percentile(DurationMs, 95) by bin(TimeGenerated, 5m), Region",
        ),
        Panel(
            title="Errors of models", about="share of calls", unit="percentunit",
            targets=(
                Target(
                    f'sum by (gen_ai_request_model) (rate({_ENDS}{{error_type=~"upstream.*"}}[$__rate_interval]))'
                    f" / sum by (gen_ai_request_model) (rate({_ENDS}[$__rate_interval]))",
                    "{{gen_ai_request_model}}",
                ),
            ),
            kql=_ENDED + "| summarize Errors = 100.0 * countif(Stage == 'upstream') / count() by bin(TimeGenerated, 5m), Model",
        ),
        Panel(
            title="Confidence", about="mean of the geometric mean probability of tokens, where callers asked for it", unit="percentunit",
            targets=(Target(mean("enclave.confidence", "gen_ai_request_model", _EP), "{{gen_ai_request_model}}"),),
        ),
        Panel(
            title="Length of answers", about="tokens, mean",
            targets=(
                Target(mean("gen_ai.client.token.usage", "gen_ai_request_model", 'gen_ai_token_type="output"'), "{{gen_ai_request_model}}"),
            ),
            kql=_DONE + "| summarize Tokens = avg(CompletionTokens) by bin(TimeGenerated, 1h), Model",
        ),
        Panel(
            title="Columns that drifted", about="in the newest chunk", kind="stat", bound=0.5,
            targets=(Target(level("enclave.drift.detected", "project, model"), "{{project}} {{model}}"),),
        ),
    ),
)

_GPU = "{{Hostname}} {{gpu}}"
GPU = Dashboard(
    id="gpu",
    title="Enclave: GPUs",
    about="of models of one's own, as DCGM's exporter tells",
    panels=(
        Panel(
            title="Engine active", about="share of time; what `GPU_UTIL` only looks like", unit="percentunit",
            targets=(Target("DCGM_FI_PROF_GR_ENGINE_ACTIVE", _GPU),),
        ),
        Panel(
            title="Tensor cores active", about="share of cycles", unit="percentunit",
            targets=(Target("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", _GPU),),
        ),
        Panel(
            title="Memory interface active", about="share of cycles", unit="percentunit",
            targets=(Target("DCGM_FI_PROF_DRAM_ACTIVE", _GPU),),
        ),
        Panel(
            title="Any kernel ran", about="share of time", unit="percent", targets=(Target("DCGM_FI_DEV_GPU_UTIL", _GPU),),
        ),
        Panel(
            title="Memory used", about="MiB", unit="decmbytes", targets=(Target("DCGM_FI_DEV_FB_USED", _GPU),),
        ),
        Panel(
            title="Memory free", about="MiB", unit="decmbytes", targets=(Target("DCGM_FI_DEV_FB_FREE", _GPU),),
        ),
        Panel(
            title="Temperature", about="degrees Celsius", unit="celsius", bound=85, targets=(Target("DCGM_FI_DEV_GPU_TEMP", _GPU),),
        ),
        Panel(
            title="Power", about="watts", unit="watt", targets=(Target("DCGM_FI_DEV_POWER_USAGE", _GPU),),
        ),
        Panel(
            title="Errors", about="number of the last XID error", kind="stat", bound=0.5,
            targets=(Target("DCGM_FI_DEV_XID_ERRORS", _GPU),),
        ),
    ),
)

PAGES: tuple[Dashboard, ...] = (OVERVIEW, CAPACITY, COST, SECURITY, MODELS, GPU)
