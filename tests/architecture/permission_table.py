"""Writes docs/permissions.md from the declared rights and their rules: `make docs`."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator

import django

from coe_portal.accounts.roles import Permission, Role, all_permissions
from coe_portal.settings import env
from tests.architecture.sources import ROOT, Source, called_name, python_sources

DOCUMENT = ROOT / "docs" / "permissions.md"
ALWAYS, SOMETIMES, NEVER = "yes", "if", "no"
INTRODUCTION = f"""\
# Who may do what

Made by `make docs` from what the code declares; a test compares it with the code, and another asks
the running pages and the API as every role, for one's own, for somebody else's and from another
organization.

- **{ALWAYS}**: whoever has the role may, for anything in the organization.
- **{SOMETIMES}**: only where a rule below the table grants it, most often for one's own.
- **{NEVER}**: not with this role. Somebody with several roles may what any of them may; everybody
  but an auditor is also a submitter.
- *Never* below a table refuses whatever the roles grant: nobody judges their own case.

An auditor only reads, and no rule changes that. Nobody may do anything in another organization, not
even learn that something is there: that is kept by the database and needs no line here. A program
with a token may what its member may, within the token's scopes; the scope stands below the name.
"""
OBJECT = "the right to see the object"
UNNAMED = {
    "accounts:accept_invitation": "whoever holds the secret of the mail",
    "api:comments": f"{OBJECT}; to write, the right to comment on it",
    "api:file": OBJECT,
    "api:files": f"{OBJECT}; to write, the right to comment on it",
    "api:me": "every member",
    "api:missing": "every member",
    "api:schema": "every member",
    "api:search": "every member; each kind of result by its own right",
    "calendars:read": "whoever holds the secret of the address",
    "collaboration:attachments": f"{OBJECT}; to write, the right to comment on it",
    "collaboration:comments": f"{OBJECT}; to write, the right to comment on it",
    "collaboration:download": OBJECT,
    "collaboration:remove_attachment": f"{OBJECT}; then who added it, or collaboration.moderate",
    "collaboration:remove_comment": f"{OBJECT}; then who wrote it, or collaboration.moderate",
    "incident_reports:answer": "whoever holds the code of the report",
    "incident_reports:follow_up": "whoever holds the code of the report",
    "incident_reports:report": "every member; everybody when the organization opens it",
    "mlflow:missing": "every member",
    "mlflow:server-info": "every member",
    "style_guide": "every member, where it is switched on",
    "training:issuer": "everybody",
    "training:verify": "everybody, what the holder shows",
    "training:verify_status": "everybody, what the holder shows",
}


def cell(right: Permission, role: Role) -> str:
    """What a role may: always, where a rule says so, or never."""
    from coe_portal.accounts.predicates import grants_of  # noqa: PLC0415  # after django.setup()

    if role in right.roles:
        return ALWAYS
    may_be_granted = not (right.writes and role == Role.AUDITOR)
    return SOMETIMES if may_be_granted and grants_of(right.code) else NEVER


def rendered() -> str:
    """The document: a table and the rules of each room, then which address asks for what."""
    parts = [INTRODUCTION]
    for source, rights in rooms():
        parts += [f"## {_title(source)}\n\n{_purpose(source)}\n", _table(rights)]
        parts += [rules] if (rules := _rules(rights)) else []
    return "\n".join([*parts, _addresses()])


def rooms() -> Iterator[tuple[Source, list[Permission]]]:
    """Each module that declares rights, with them in its order."""
    known = {right.code: right for right in all_permissions()}
    for source in python_sources():
        if codes := list(_declared_in(source.tree)):
            yield source, [known.pop(code) for code in codes]
    if known:
        msg = f"Declared in no module of the project: {sorted(known)}"
        raise LookupError(msg)


def _declared_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called_name(node) == "permission" and node.args:
            code = node.args[0]
            if isinstance(code, ast.Constant):
                yield str(code.value)


def _title(source: Source) -> str:
    """`Governance: risks` for governance/permissions/risks.py."""
    parts = source.name.removeprefix("coe_portal/").removesuffix(".py").split("/")
    app, *room = [part for part in parts if part not in {"permissions", "declarations"}]
    return ": ".join([app.capitalize(), *room])


def _purpose(source: Source) -> str:
    return (ast.get_docstring(source.tree) or "").partition("\n")[0]


def _table(rights: Iterable[Permission]) -> str:
    head = ["right", *(str(role.label) for role in Role)]
    rows = [[_name(right), *(cell(right, role) for role in Role)] for right in rights]
    return "\n".join(_row(cells) for cells in (head, ["---"] * len(head), *rows)) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _name(right: Permission) -> str:
    label = str(right.label)
    return f"{label[:1].upper()}{label[1:]}<br>`{right.code}` `{right.token_scope}`"


def _rules(rights: Iterable[Permission]) -> str:
    from coe_portal.accounts.predicates import grants_of, vetoes_of  # noqa: PLC0415  # as above

    lines = []
    for right in rights:
        lines += [f"- `{right.code}` if: {_words(rule)}" for rule in grants_of(right.code)]
        lines += [f"- `{right.code}` **never**: {_words(rule)}" for rule in vetoes_of(right.code)]
    return "\n".join(lines) + "\n" if lines else ""


def _words(rule: object) -> str:
    return (inspect.getdoc(rule) or "").partition("\n\n")[0].replace("\n", " ")


def _addresses() -> str:
    """Which right each address asks for before anything else."""
    from tests.architecture.addresses import addresses  # noqa: PLC0415  # as above

    head = "## What each address asks for\n\nThe object of the address may then refuse more.\n"
    rows = {(one.name, right) for one in addresses() for right in _asked(one.name, one.rights)}
    lines = [_row((f"`{name}`", right)) for name, right in sorted(rows)]
    return "\n".join([head, _row(("address", "asks for")), _row(("---", "---")), *lines]) + "\n"


def _asked(name: str, rights: dict[str, str]) -> list[str]:
    """`intake.view` (GET); for an address that names no right, who may in words."""
    if not rights:
        return [UNNAMED[name]]
    methods = {
        code: [m.upper() for m, c in rights.items() if c == code] for code in rights.values()
    }
    return [f"`{code}` ({', '.join(sorted(asking))})" for code, asking in methods.items()]


def main() -> None:
    """Write the document anew."""
    env.choose_settings_module("coe_portal.settings.test")
    django.setup()
    DOCUMENT.write_text(rendered(), encoding="utf-8")


if __name__ == "__main__":
    main()
