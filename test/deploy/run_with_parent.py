"""Runs a program, and ends it with its process group when the parent process ends, even by SIGKILL.

Standard input is a pipe from the parent. It closes when the parent ends.
"""

import os
import signal
import subprocess
import sys
import threading
import time

child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)


def end_group() -> None:
    """Sends SIGTERM, and SIGKILL when the group still runs after five seconds."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for attempt in range(50):
            try:
                # Signal 0 only checks whether the group still exists.
                os.killpg(child.pid, number if attempt == 0 else 0)
            except ProcessLookupError:
                return
            time.sleep(0.1)


def wait_for_parent() -> None:
    sys.stdin.buffer.read()
    end_group()


# Only the parent ends the program. Signals from the terminal are ignored.
for ignored in (signal.SIGINT, signal.SIGHUP):
    signal.signal(ignored, signal.SIG_IGN)
threading.Thread(target=wait_for_parent, daemon=True).start()
code = child.wait()
end_group()
os._exit(code if code >= 0 else 128 - code)
