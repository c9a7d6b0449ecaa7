"""`enclave deploy`: not built yet."""

from __future__ import annotations

import typer

from enclave.errors import NotBuiltError

app = typer.Typer(add_completion=False, rich_markup_mode=None)
ANY = {"allow_extra_args": True, "ignore_unknown_options": True}


@app.command(context_settings=ANY)
def deploy(context: typer.Context) -> None:
    """Not built yet."""
    raise NotBuiltError("`enclave deploy` is not built yet", hint="see CHANGELOG.md for what is")
