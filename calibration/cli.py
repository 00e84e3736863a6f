"""Entry point of the command `tianshan`: the engine's words, and later those of calibration.

It stands here because calibration is the top layer: it may import the engine, never the reverse.
Exit codes: 0 done; 1 done, and a check failed; 2 the input was refused; 3 the machine refused;
130 interrupted.
"""

from __future__ import annotations

import errno
import sys

from sim.cli import app

MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ENOMEM, errno.EACCES, errno.EPERM}


def main() -> None:
    """Run the command; a full disk, short memory or a closed folder ends in a sentence and code 3.

    Every other unforeseen error keeps its traceback: it is a fault of the program, not of the user.
    """
    try:
        app()
    except MemoryError:
        refused = "not enough memory; choose a smaller world, for example --fraction 1/1000"
    except OSError as error:
        if error.errno not in MACHINE:
            raise
        where = f"{error.filename}: " if error.filename else ""
        refused = f"{where}{(error.strerror or str(error)).lower()}; choose another --out folder"
    else:
        return
    print(f"tianshan: {refused}", file=sys.stderr)
    sys.exit(3)


if __name__ == "__main__":
    main()
