"""The entry point: starts fast, ends with the right code, and never shows a traceback unasked."""

from __future__ import annotations

import os
import sys

from mappings.errors import FihrisError


def main() -> None:
    """Run ``fihris`` with the arguments of this process and exit."""
    arguments = sys.argv[1:]
    if arguments in ([], ["--help"]) and "COLUMNS" not in os.environ:
        # The page is the same every time, and drawing it costs four times what Python does.
        # ``make docs`` writes it, a test compares it with what Typer draws.
        import pkgutil  # start-up

        page = pkgutil.get_data("search_cli", "help.txt")
        if page is not None:
            sys.exit(_print(page.decode("utf-8")))
    sys.exit(_run(arguments))


def _print(text: str) -> int:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _close_stdout()
    return 0


def _run(arguments: list[str]) -> int:
    import signal  # start-up

    from search_cli.app import build, command_of  # start-up

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does: cleaned up
    debug = "--debug" in arguments
    try:
        build(command_of(arguments))(args=arguments, prog_name="fihris")
    except SystemExit as exc:
        return _flushed(exc.code if isinstance(exc.code, int) else 1)
    except FihrisError as exc:
        if debug:
            raise
        from search_cli.settings import language_of  # start-up

        _say(*exc.lines(language_of(arguments)))
        return _flushed(exc.exit_code)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _close_stdout()
        return 0
    except Exception as exc:
        if debug:
            raise
        what = f"{type(exc).__name__}: {exc}"
        _say(
            f"error: this is a fault in fihris itself ({what})",
            "state: what was published before is untouched",
            "next:  run the same command with --debug and report what it prints",
        )
        return 3
    return _flushed(0)


def _say(*lines: str) -> None:
    sys.stderr.write("\n".join(lines).encode("utf-8", "replace").decode("utf-8") + "\n")


def _flushed(code: int) -> int:
    """The code, once everything is written; a reader that went away does not change it."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _close_stdout()
    return code


def _close_stdout() -> None:
    from search_cli.output import forsake_stdout  # start-up

    forsake_stdout()


if __name__ == "__main__":
    main()
