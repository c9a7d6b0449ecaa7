"""Rule sql-encryption-off: a database is stored without encryption."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import arm
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting("Microsoft.Sql/servers/databases/transparentDataEncryption", "properties.state", OneOf(("enabled",)), absent="Enabled"),
    Setting("Microsoft.Sql/servers/databases/transparentDataEncryption", "properties.status", OneOf(("enabled",)), absent=None),
)

RULE = Rule(
    id="sql-encryption-off",
    title="a database is stored without encryption",
    severity=Severity.HIGH,
    why="whoever gets hold of a file or a backup of it can read it",
    fix="set `state: Enabled` in `transparentDataEncryption/current`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("DP-4",),
        pages=("learn.microsoft.com/azure/azure-sql/database/transparent-data-encryption-tde-overview",),
    ),
    fails=(
        arm("Microsoft.Sql/servers/databases/transparentDataEncryption@2025-01-01", "sql-cases/cases/current", {"state": "Disabled"}),
    ),
    passes=(
        arm("Microsoft.Sql/servers/databases/transparentDataEncryption@2025-01-01", "sql-cases/cases/current", {"state": "Enabled"}),
    ),
    azurerm=(Native("azurerm_mssql_database", "transparent_data_encryption_enabled", True),),
    settings=SETTINGS,
)
