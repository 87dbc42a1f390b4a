"""The program: ends quietly by Ctrl+C even while its parts are still being loaded, and at once."""

import gc
import signal


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from radist.cli import main as run

    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run()
    finally:
        gc.freeze()  # what is left goes with the process: to collect it first takes 0.4 s


if __name__ == "__main__":
    main()
