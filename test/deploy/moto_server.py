"""Serves moto with the engine that really runs state machines; over moto's own configuration API that cannot be switched on."""

import sys

from moto.core.config import default_user_config
from moto.server import main

default_user_config["stepfunctions"]["execute_state_machine"] = True
main(["--host", "127.0.0.1", "--port", sys.argv[1]])
