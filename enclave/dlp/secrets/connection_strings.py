"""Keys and passwords inside connection strings: `name=value` pairs parted by semicolons, and JDBC addresses."""

from __future__ import annotations

import re

from enclave.dlp.detector import HIGH, Detector, Evidence, Pattern, Shape, but
from enclave.dlp.secrets.randomness import is_template
from enclave.dlp.secrets.secret import Secret

SECRETS: tuple[Secret, ...] = (
    Secret("azure_account_key", "Azure Storage or Cosmos DB connection string",
           "AccountKey={B40+}== AccountKey={B40+}= AccountKey={B40+}", "Microsoft Learn, Azure Storage, Configure connection strings",
           entity="connection_string"),
    Secret("azure_shared_access_key_string", "Azure Service Bus, Event Hubs or IoT connection string",
           "SharedAccessKey={B40+}== SharedAccessKey={B40+}= SharedAccessKey={B40+}",
           "Microsoft Learn, Azure Service Bus, Connection strings", entity="connection_string"),
    Secret("azure_access_key_string", "Azure SignalR, Web PubSub or Communication Services connection string",
           "AccessKey={B40+}== AccessKey={B40+}= AccessKey={B40+} accesskey={B40+}== accesskey={B40+}= accesskey={B40+}",
           "Microsoft Learn, Azure SignalR Service, Connection strings", entity="connection_string"),
    Secret("azure_app_configuration_string", "Azure App Configuration connection string", "Secret={B40+}= Secret={B40+}",
           "Microsoft Learn, Azure App Configuration, Access keys", entity="connection_string"),
    Secret("azure_shared_access_signature_string", "Azure shared access signature of Service Bus, Event Hubs or IoT",
           "SharedAccessSignature=sr={P10+}&sig={P40+} SharedAccessSignature=sv={T10+}",
           "Microsoft Learn, Azure Service Bus, Shared access signatures", entity="connection_string"),
)

_BEFORE = (
    r"(?:server|data source|address|addr|host|hostname|uid|user id|userid|user|username|driver|dsn|database|initial catalog|endpoint|ssl"
    r"|port|persist security info|integrated security|encrypt|provider|jdbc:[a-z0-9:]{2,20})"
)
_NAME = r"(?:;|&|\?|\"|'|`|^)[ ]{0,2}(?:password|pwd|passwd|accountkey|sharedsecret)[ ]{0,2}=[ ]{0,2}\Z"
_EVIDENCE = Evidence(re.compile(rf"{_BEFORE}[ ]{{0,2}}(?:=|:/|:@|:t)[\s\S]{{1,180}}?{_NAME}"), window=240)
_REDIS = Evidence(re.compile(r"[a-z0-9.\-]{2,80}:[0-9]{2,5},(?:[a-z]{2,20}=[a-z0-9]{1,20},){0,6}password=\Z"), window=160)
_VALUE = r"[^\s;&\"'`<>,{}$%*](?:[^\s;&\"'`<>,]{0,126}[^\s;&\"'`<>,\\])?(?![^\s;&\"'`<>,\\])"
_SHAPE = Shape(but(" \t\n\r\"'`<>,;"), r"(?<=[= ])[!-~]", 132)
_ANCHOR = r"(?i)[;&?,\"'`][ ]{0,2}(?:password|pwd|passwd|accountkey|sharedsecret)[ ]{0,2}=[ ]{0,2}[!-~]"


def _stated(text: str) -> int:
    """Anything but a variable or a placeholder."""
    return 0 if is_template(text) else len(text)


PASSWORD = Detector(
    entity="connection_string",
    id="connection_string_password",
    title="password in a connection string",
    about=(
        "`Password=` or `Pwd=` among other settings of a connection (server, database, user; ODBC, ADO.NET, OLE DB, JDBC), or behind the "
        "host of a Redis cache. Only the password is hidden. Addresses with `user:password@` are `url_with_credentials`."
    ),
    patterns=tuple(
        Pattern(
            anchor=_ANCHOR, reach=1, lead=24, exact=re.compile(rf"(?<=[= ]){_VALUE}"), accept=_stated,
            shape=_SHAPE, why=why, confidence=None, supported=HIGH, evidence=evidence,
        )
        for why, evidence in (
            ("a password after other settings of a connection", _EVIDENCE), ("a password after the host and port of a Redis cache", _REDIS),
        )
    ),
    source="Microsoft Learn, SqlConnection.ConnectionString; ODBC; JDBC specification; StackExchange.Redis, Configuration",
    limits=("A password that the string puts in braces or quotes is found by `password_assignment`, if at all.",),
    positives=(
        "Server=tcp:db.example.com,1433;Initial Catalog=main;User ID=app;Password=«s3cr3t-Pa55»;Encrypt=True;",
        "Driver={ODBC Driver 18 for SQL Server};Server=db;Uid=sa;Pwd=«Tulpe7!»;", '"Data Source=db;User Id=u;Password=«hunter»"',
        "jdbc:sqlserver://db:1433;databaseName=main;user=sa;password=«Str0ngPw»;",
        "jdbc:postgresql://db/main?user=app&password=«wiesel»&ssl=true",
        "cache.redis.cache.windows.net:6380,password=«Xk29dmPq7aLw»,ssl=True", "Host=db;Port=5432;Username=app;Password=«q9-zz.T»",
        "host=db; port=3306; pwd=«kx81»; database=x",
    ),
    negatives=(
        "Server=db;User ID=app;Password=${DB_PASSWORD};", "Server=db;User ID=app;Password={password};", "Server=db;Password=********;",
        "the password= is empty", "Password=", "Server=db;Integrated Security=SSPI;", "Server=db;Uid=sa;Pwd=%PW%;",
        "Server=db;User ID=app;Password=<password>;",
    ),
)
