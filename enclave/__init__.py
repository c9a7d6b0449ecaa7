"""Secure AI Enclave: build, prove, guard and show an AI platform for a regulated organisation.

The rooms, from the bottom up (imports point downward only, see `pyproject.toml`):

    errors, finding   the kernel: errors that explain themselves, findings and verdicts
    spec              YAML -> frozen `Spec`, presets, hub policy cascading to projects
    graph             typed Azure resources, references and edges
    dlp               text -> matches -> redaction, whole texts and streams
    extract           files -> the texts in them, and what of them nobody looked at
    ledger            prices, budgets, reservations
    audit             events, the hash-chained log, KQL over it
    wire              HTTP/1.1 and server-sent events on uvloop and httptools
    compose           `Spec` -> `Graph`
    emit, importers   `Graph` -> Bicep, Terraform, ARM; ARM -> `Graph`
    verify            `Graph` -> obligations proved, refuted or unknown
    gateway           the request pipeline that every model call passes through
    simulator         an Azure OpenAI look-alike on loopback
    report, console   what people read
    cli               one file per command
"""

__version__ = "0.1.0"
