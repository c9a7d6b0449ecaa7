"""Pages out of the templates of this room: everything that is put into them is escaped, and what is missing is an error."""

from __future__ import annotations

import re
from html import escape

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

CODE = re.compile(r"`([^`]+)`")


def page(template: str, **parts: object) -> str:
    """A page that needs nothing else: no script, no font, no request."""
    loader = PackageLoader("enclave.report")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["code"] = lambda text: Markup(code(str(text)))  # noqa: S704
    return environment.get_template(f"{template}.html").render(**parts)


def code(text: str) -> str:
    """Words with what stands between backticks as code, everything escaped."""
    return CODE.sub(r"<code>\1</code>", escape(text))
