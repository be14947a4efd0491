"""The entry point: starts fast, ends with the right code, and never shows a traceback unasked."""

from __future__ import annotations

import errno
import gc
import os
import sys
from typing import TYPE_CHECKING, Final, NoReturn

from mappings.errors import FihrisError
from search_cli.screen.streams import prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typer.core import TyperGroup

    from search_cli.session.given import Given

COLLECT_AFTER: Final = 200_000
"""New objects after which cycles are looked for: more than a search makes. Python's 700 costs it
6 ms of its 200, and 50,000 still one look through all modules."""

UNWRITTEN: Final = {errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EIO}
"""What the system says when standard output takes no more. Files of ours have errors of theirs."""


_HELP_DIFFERS: Final = frozenset({"COLUMNS", "_FIHRIS_COMPLETE"})
"""Variables with which ``fihris`` alone is not answered by the page of help as it is stored: the
screen has a width of its own, or a shell asks what may stand next."""


def main() -> NoReturn:
    """Run ``fihris`` with the arguments of this process and exit.

    At once: giving back the words of the lists one by one takes 15 ms. Everything that must be
    closed is closed by then, and both streams are flushed.
    """
    gc.set_threshold(COLLECT_AFTER, 10, 10)
    prepare()
    code = run(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Run ``fihris`` with some arguments and return its exit code; output is flushed."""
    from search_cli.session.given import Given  # start-up

    code, given = 0, Given()
    try:
        if arguments in ([], ["--help"], ["-h"]) and not _HELP_DIFFERS & os.environ.keys():
            # The page is the same every time, and drawing it costs four times what Python does.
            # ``make docs`` writes it, a test compares it with what Typer draws.
            import pkgutil  # start-up

            page = (pkgutil.get_data("search_cli", "help.txt") or b"").decode("utf-8")
            if sys.stdout.isatty():
                from search_cli.screen.help_pages import laid_out  # start-up
                from search_cli.screen.screen import screen  # start-up
                from search_cli.session.declaration import Bidi  # start-up

                asked = os.environ.get("FIHRIS_BIDI", "")
                page = laid_out(page, screen(Bidi(asked) if asked in [*Bidi] else Bidi.auto))
            sys.stdout.write(page)
        else:
            code = _run(arguments, given)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader went away; that does not change the code
        _close_stdout()
    except OSError as exc:
        _close_stdout()
        if "debug" in given.flags:
            raise
        from search_cli.errors import AnswerUnwritten  # start-up

        return _tell(AnswerUnwritten(reason=exc.strerror), given)
    return code


def _run(arguments: list[str], given: Given) -> int:
    import signal  # start-up

    from search_cli.app import build  # start-up
    from search_cli.session.rights import keep_private  # start-up

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does: cleaned up
    keep_private()
    try:
        return _ended(build(), arguments, given)
    except SystemExit as exc:
        return exc.code if isinstance(exc.code, int) else 1
    except FihrisError as exc:
        if "debug" in given.flags:
            raise
        return _tell(exc, given, arguments)
    except KeyboardInterrupt:
        return 130
    except Exception as exc:
        if "debug" in given.flags or (isinstance(exc, OSError) and exc.errno in UNWRITTEN):
            raise
        from search_cli.errors import Fault  # start-up

        return _tell(Fault(what=f"{type(exc).__name__}: {exc}"), given)


def _ended(app: TyperGroup, arguments: list[str], given: Given) -> int:
    """Run the command, and give its exit code.

    Raises:
        FihrisError: it was refused, or the command line cannot be read.
    """
    from typer._click.exceptions import NoArgsIsHelpError, UsageError  # start-up

    try:
        ended = app.main(arguments, "fihris", standalone_mode=False, obj=given)
    except NoArgsIsHelpError as exc:  # help was shown instead
        return exc.exit_code
    except UsageError as exc:
        from search_cli.misuse import as_ours  # start-up

        raise as_ours(exc) from None
    return ended if isinstance(ended, int) else 0


def _tell(error: FihrisError, given: Given, arguments: Sequence[str] = ()) -> int:
    """Say what went wrong, and give the exit code. ``arguments``: of a line that may not have been
    read to its end."""
    from search_cli.errors import Unusable  # start-up
    from search_cli.screen.output import fit  # start-up
    from search_cli.screen.talking import complain  # start-up
    from search_cli.session.declaration import Bidi  # start-up
    from search_cli.session.suggesting import told  # start-up

    as_json = given.wants_json(arguments if isinstance(error, Unusable) else ())
    lines = told(error, given.language, as_json=as_json)
    asked = given.bidi or given.settings.get("bidi") or os.environ.get("FIHRIS_BIDI", "")
    bidi = Bidi(asked) if asked in [*Bidi] else Bidi.auto
    complain(fit("\n".join(lines)).split("\n"), given.language, bidi)
    return error.exit_code


def _close_stdout() -> None:
    from search_cli.screen.output import forsake_stdout  # start-up

    forsake_stdout()


if __name__ == "__main__":
    main()
