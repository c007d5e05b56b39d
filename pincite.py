"""`pincite chat|ask|evaluate|calibrate|verify|index ...`: one name for the three doors.

Each command imports only what it needs: `pincite index list` never loads the reader or the chat.
"""

import sys

USAGE = """usage: pincite COMMAND ...

  pincite chat                      the chat in a browser (python app.py)
  pincite ask QUESTION              one answer (python -m qa ask)
  pincite evaluate FILE             measure answers (python -m qa evaluate)
  pincite calibrate FILE            fit confidence to your own questions (python -m qa calibrate)
  pincite verify FILE               check saved answers (python -m qa verify)
  pincite index add PATH...         keep the documents (python -m index ...)

`pincite COMMAND --help` says more."""


def main() -> int:
    """Hand the command line to the door that it names; return its exit status."""
    command, rest = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if command == "chat":
        import app

        return app.main(rest, prog="pincite chat")
    if command in ("ask", "evaluate", "calibrate", "verify"):
        import qa.cli

        return qa.cli.main([command, *rest], prog="pincite")
    if command == "index":
        import index.cli

        return index.cli.main(rest, prog="pincite index")
    asked_for_help = command in ("-h", "--help", "help")
    print(USAGE, file=sys.stdout if asked_for_help else sys.stderr)
    return 0 if asked_for_help else 2


if __name__ == "__main__":
    sys.exit(main())
