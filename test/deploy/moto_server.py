"""Serves moto, and switches on its engine that runs state machines. The configuration API of moto cannot do that."""

import sys

from moto.core.config import default_user_config
from moto.server import main

default_user_config["stepfunctions"]["execute_state_machine"] = True
main(["--host", "127.0.0.1", "--port", sys.argv[1]])
