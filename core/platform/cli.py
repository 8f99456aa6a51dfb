"""`flask operator`: operators are made on the command line only."""
from __future__ import annotations

import click
from flask.cli import AppGroup

from core.errors import LinliError
from core.platform.operators import create_operator, reset_operator_codes, set_operator_password

operator_cli = AppGroup("operator", help="People who run this installation.")


@operator_cli.command("create")
@click.argument("login")
@click.option("--name", default="", help="Shown name; the login if left out.")
@click.password_option(help="At least 12 characters; asked for if left out.")
def create(login: str, name: str, password: str) -> None:
    """Make the operator LOGIN."""
    try:
        create_operator(login, name or login, password)
    except LinliError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"operator {login} can sign in at /platform/login")


@operator_cli.command("reset")
@click.argument("login")
def reset_codes(login: str) -> None:
    """Take the one-time codes off the operator LOGIN, whose phone is lost; the next sign-in sets up new ones."""
    try:
        reset_operator_codes(login)
    except LinliError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"operator {login} signs in with the password alone, and sets up one-time codes anew")


@operator_cli.command("password")
@click.argument("login")
@click.password_option(help="At least 12 characters; asked for if left out.")
def change_password(login: str, password: str) -> None:
    """Give the operator LOGIN a new password, and sign them out everywhere."""
    try:
        set_operator_password(login, password)
    except LinliError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"operator {login} is signed out everywhere, and signs in with the new password")
