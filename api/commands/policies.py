"""`bimtek policy`: check a policy file and print the JSON Schema that editors use."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from api.exits import Failure
from api.output import Json, console, print_json
from domain.policy import Policy
from domain.policy_file import PolicyRefused, parse_policy

app = typer.Typer(help="Policies: the numbers and lists of a cohort.", no_args_is_help=True)

PolicyFile = Annotated[Path, typer.Argument(help="A policy as TOML, such as deploy/policies/intake-2019.toml.")]


def read_policy(path: Path) -> Policy:
    """The policy in a file. Raises `Failure` that names every place where a rule is broken."""
    try:
        return parse_policy(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Failure(f"There is no file {path}. Name an existing policy file.") from None
    except UnicodeDecodeError as error:
        raise Failure(f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise Failure(f"{path} is not TOML: {error}.") from None
    except PolicyRefused as refused:
        lines = [f"  {problem.place}: {problem.rule}" for problem in refused.problems]
        raise Failure(f"{path} breaks {len(lines)} rule(s):\n" + "\n".join(lines)) from None
    except ValidationError as error:
        lines = [f"  {'.'.join(str(part) for part in e['loc']) or 'policy'}: {e['msg']}" for e in error.errors()]
        raise Failure(f"{path} breaks {len(lines)} rule(s):\n" + "\n".join(lines)) from None


@app.command("check")
def check(file: PolicyFile, as_json: Json = False) -> None:
    """Check a policy file; every broken rule is named with its place in the file."""
    policy = read_policy(file)
    if as_json:
        print_json({"file": str(file), "ok": True, "name": policy.name, "version": policy.version})
        return
    console().print(f"{file}: {policy.name} version {policy.version} is fine.", soft_wrap=True, markup=False)
