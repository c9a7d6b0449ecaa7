"""Pages out of the templates of this room: everything that is put into them is escaped, and what is missing is an error."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined


def page(template: str, **parts: object) -> str:
    """A page that needs nothing else: no script, no font, no request."""
    loader = PackageLoader("enclave.report")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(f"{template}.html").render(**parts)
