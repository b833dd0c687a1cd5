"""The group of verbs, and the frame around every run: a trouble is one line, never a traceback."""

from __future__ import annotations

import contextlib
import difflib
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from tslint import __version__
from tslint.errors import TslintError

CLEAN, FINDINGS, TROUBLE = 0, 1, 2
_INTERRUPTED = 130

_VERBS = {
    "check": "Report what breaks torch.jit.script and what torch.jit.trace loses.",
    "fix": "Apply the cures as source edits.",
    "plan": "Draw each model as a tree: traced, scripted, broken.",
    "confirm": "Carry the plan out in a process of its own and compare with eager.",
    "baseline": "Take down what is found today, so that a check tells what is new.",
    "explain": "Show the page of a rule.",
    "rules": "List the rules.",
    "init": "Set up a project: configuration, pre-commit, VS Code, GitHub.",
    "config": "Show the keys of the configuration, or its JSON Schema.",
    "clean": "Remove the caches.",
    "test-rules": "Run the examples of rule pages.",
    "completion": "Print the completion script of a shell.",
    "server": "Serve an editor: the language server.",
}


class _Verbs(click.Group):
    """Verbs that are imported when they run: `tslint rules` does not pay for `tslint confirm`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            return None
        module = importlib.import_module(f"tslint.cli.{cmd_name.replace('-', '_')}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _VERBS and not args[0].startswith("-"):
            close = difflib.get_close_matches(args[0], _VERBS, n=1)
            advice = f"did you mean `{close[0]}`?" if close else f"the verbs are {', '.join(_VERBS)}"
            raise click.UsageError(f"`{args[0]}` is no verb of tslint; {advice}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # The summaries stand here, so that the help imports no verb.
        with formatter.section("Verbs"):
            formatter.write_dl(list(_VERBS.items()))


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(__version__, prog_name="tslint", message="%(prog)s %(version)s")
@click.option("--unsaved", type=click.Path(path_type=Path), hidden=True)
@click.pass_context
def group(ctx: click.Context, unsaved: Path | None) -> None:
    """A linter for TorchScript: what will break or vanish on export, the cure, and the proof."""
    if unsaved is not None:  # what an editor holds, as JSON: absolute paths and texts
        _take_unsaved(ctx, unsaved)


def _take_unsaved(ctx: click.Context, file: Path) -> None:
    import json

    from tslint.source.unsaved import Desk, at

    try:
        texts = json.loads(file.read_bytes())
        desk = Desk({str(Path(path).absolute()): text.encode() for path, text in texts.items()})
    except (OSError, ValueError, AttributeError) as error:
        raise TslintError(f"--unsaved {file}: cannot be read: {error}") from None
    ctx.with_resource(at(desk))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns the exit code: 0 clean, 1 findings, 2 tslint could not do its work."""
    try:
        _open_streams()
        _tolerate_any_name()
        outcome = group.main(args=list(arguments), prog_name="tslint", standalone_mode=False)
        return outcome if isinstance(outcome, int) else CLEAN
    except click.exceptions.NoArgsIsHelpError as help_text:
        click.echo(help_text.format_message())
        return TROUBLE
    except click.UsageError as error:
        verb = error.ctx.command_path if error.ctx is not None else "tslint"
        return _fail(f"{_sentence(error.format_message())}; see `{verb} --help`")
    except TslintError as error:
        return _fail(str(error), error.excerpt)
    except click.ClickException as error:
        return _fail(error.format_message())
    except (KeyboardInterrupt, click.Abort):
        _fail("interrupted")
        return _INTERRUPTED
    except BrokenPipeError:
        return _close_quietly()
    except OSError as error:  # of the machine: no room, no files left, a working directory that is gone
        if os.environ.get("TSLINT_DEBUG") == "1":
            traceback.print_exc()
        _close_quietly()
        return _fail(_reason(error))
    except Exception as error:
        if os.environ.get("TSLINT_DEBUG") == "1":
            traceback.print_exc()
        kind = f"{type(error).__name__}: {error}".splitlines()[0]
        return _fail(f"internal error ({kind}); please report it with the output of TSLINT_DEBUG=1")


def _fail(message: str, excerpt: str = "") -> int:
    with contextlib.suppress(OSError):
        print(f"tslint: {message}", file=sys.stderr)
        if excerpt:
            print(excerpt, file=sys.stderr)
    return TROUBLE


def _reason(error: OSError) -> str:
    if error.filename is not None:
        return f"{error.filename}: {error.strerror or error}"
    try:
        os.getcwd()
    except OSError:
        return "the working directory is not there any more"
    return str(error.strerror or error)


def _open_streams() -> None:
    """What is closed (`tslint check >&-`) takes what is written to it: no later file is in its place."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            try:
                os.fstat(number)
            except OSError:
                os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


def _sentence(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def _tolerate_any_name() -> None:
    """Print what the terminal's encoding lacks as escapes: a file name must not end a run."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _close_quietly() -> int:
    """The reader has gone (`tslint check | head`): nothing is left to be said to it, nor at exit."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FINDINGS
