"""`tslint completion`: the script that makes a shell complete verbs and options."""

from __future__ import annotations

import click

from tslint.cli.main import CLEAN, group


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the completion script of a shell, to be read at its start.

    bash, in ~/.bashrc: eval "$(tslint completion bash)"; zsh the same in ~/.zshrc;
    fish: tslint completion fish > ~/.config/fish/completions/tslint.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    # Not `source()`: for bash that also starts bash, to warn of old releases.
    completion = kind(group, {}, "tslint", "_TSLINT_COMPLETE")
    click.echo(completion.source_template % completion.source_vars())
    return CLEAN
