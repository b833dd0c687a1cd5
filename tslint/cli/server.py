"""`tslint server`: the language server, over stdin and stdout."""

from __future__ import annotations

import click

from tslint.cli.main import CLEAN


@click.command("server")
@click.option("--stdio", is_flag=True, help="Speak over stdin and stdout (the only way; clients may say so).")
def command(stdio: bool) -> int:
    """Serve an editor that speaks the Language Server Protocol."""
    from tslint.errors import TslintError

    try:
        from tslint.server.handlers import make_server
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise TslintError("the language server needs pygls: pip install 'tslint[lsp]'") from None
    make_server().start_io()
    return CLEAN
