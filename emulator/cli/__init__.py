"""`fse`: the command line.  Only `serve` and `check` load the server's libraries."""


def main() -> None:
    """Run the program."""
    raise SystemExit(2)
