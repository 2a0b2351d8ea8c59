"""The page of the commands: what each says of itself on `--help`, with all arguments and options."""

from collections.abc import Iterator
from typing import Any

import typer.main

from allocator.cli.app import COMMANDS, program_of
from allocator.cli.command import Command
from site_pages.words import page_of, plain, prose, table

_INTRO = """# Commands

What `allocator COMMAND --help` says, on one page; it is made from the program. How a command ends stands
under [exit codes](exit-codes.md)."""


def page() -> str:
    """Every command with its words, arguments, options and an example."""
    parsers = typer.main.get_command(program_of(COMMANDS)).commands  # type: ignore[attr-defined]
    summary = [
        (f"[`allocator {each.name}`](#allocator-{each.name})", prose(_first_sentence(each)))
        for each in COMMANDS
    ]
    parts = [
        _INTRO,
        table(("command", "what it does"), summary),
    ]
    for each in COMMANDS:
        parts += _section(each, parsers[each.name])
    return page_of(parts)


def _first_sentence(command: Command) -> str:
    return command.says.split("\n\n")[0].replace("\n", " ")


def _section(command: Command, parser: Any) -> Iterator[str]:
    yield f"## allocator {command.name}"
    yield "\n\n".join(prose(paragraph) for paragraph in command.says.split("\n\n"))
    arguments = [each for each in parser.params if each.param_type_name == "argument"]
    options = [each for each in parser.params if each.param_type_name == "option" and each.name != "help"]
    usage = " ".join([f"allocator {command.name}", *map(_argument_usage, arguments), "[OPTIONS]"])
    yield f"```text\n{usage}\n```"
    if arguments:
        yield table(("argument", "what it is", "when left out"), map(_argument_row, arguments))
    if options:
        yield table(("option", "what it does", "when left out"), map(_option_row, options))
    yield f"```sh\n{command.example}\n```"


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _argument_usage(argument: Any) -> str:
    several = "…" if argument.nargs == -1 else ""
    return f"{_metavar(argument)}{several}" if argument.required else f"[{_metavar(argument)}{several}]"


def _argument_row(argument: Any) -> tuple[str, str, str]:
    return f"`{_metavar(argument)}`", plain(argument.help or ""), _default(argument)


def _option_row(option: Any) -> tuple[str, str, str]:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    value = "" if option.is_flag else f" `{_metavar(option)}`"
    return f"{names}{value}", plain(option.help or ""), _default(option)


def _default(parameter: Any) -> str:
    shown = parameter.show_default
    if isinstance(shown, str):
        return plain(shown)
    if parameter.required:
        return "needed"
    default = parameter.default
    if getattr(parameter, "is_flag", False) or default in (None, "", ()) or callable(default):
        return ""
    return plain(str(default))
