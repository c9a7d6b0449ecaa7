"""Passwords and keys in connection strings of many systems; only the secret part is hidden."""

from __future__ import annotations

import pytest

from enclave.dlp.scan import Scanner
from enclave.dlp.secrets import DETECTORS

SCANNER = Scanner(["connection_string"], DETECTORS)


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


@pytest.mark.parametrize("written", [
    "Server=tcp:x.database.windows.net,1433;Initial Catalog=db;User ID=app;Password={};Encrypt=True;",
    "Server=db;Database=x;Uid=root;Pwd={};",
    "Driver={{ODBC Driver 18 for SQL Server}};Server=x;UID=sa;PWD={}", "Data Source=//h:1521/orcl;User Id=scott;Password={};",
    "Provider=SQLOLEDB;Data Source=h;Password={};",
    "jdbc:mysql://h:3306/db?user=root&password={}", "jdbc:sqlserver://h;user=sa;password={};encrypt=true",
    "h.redis.cache.windows.net:6380,password={},ssl=True",
    "Host=h;Username=app;Password={};Database=db", "host=h; port=5432; password={}; sslmode=require",
])
@pytest.mark.parametrize("value", ["S3cr3t-Pa55", "hunter", "x!81kQ0", "ab"])
def test_passwords_among_other_settings(written: str, value: str) -> None:
    assert found(written.format(value)) == [value]


@pytest.mark.parametrize("text", [
    "Server=db;User ID=app;Password={0};", "Server=db;Password=${DB};", "Server=db;Password=<secret>;", "Server=db;Password=;Encrypt=True",
    "Password=hunter",
    "DefaultEndpointsProtocol=https;AccountName=x;EndpointSuffix=core.windows.net", "AccountKey=<key>",
    "SharedAccessKeyName=RootManageSharedAccessKey;",
    "login(host=host, user=user, password=password)", "f(username=u, password=p1)",
])
def test_quiet(text: str) -> None:
    assert found(text) == []


def test_azures_strings() -> None:
    key = "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xYzA3bC5dE7fG"
    for before in ("Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=", "AccountEndpoint=https://x.documents.azure.com/;AccountKey=",
                   "Endpoint=https://x.service.signalr.net;AccessKey=", "Endpoint=https://x.azconfig.io;Id=a-b:c;Secret="):
        (only,) = found(f"{before}{key}=;Version=1.0;")
        assert only.endswith(f"={key}=")
