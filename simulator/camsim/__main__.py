"""python -m camsim: hands over to the command line."""

from camsim.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
