"""Runs a program that ends with its master: once standard input closes, also by a kill -9, the program and its whole group are ended."""

import os
import signal
import subprocess
import sys
import threading
import time

child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)


def end_group() -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        for look in range(50):
            try:
                os.killpg(child.pid, number if look == 0 else 0)
            except ProcessLookupError:
                return
            time.sleep(0.1)


def watch() -> None:
    sys.stdin.buffer.read()
    end_group()


# The master ends the program; what a terminal sends to everybody is not for us.
for each in (signal.SIGINT, signal.SIGHUP):
    signal.signal(each, signal.SIG_IGN)
threading.Thread(target=watch, daemon=True).start()
code = child.wait()
end_group()
os._exit(code if code >= 0 else 128 - code)
