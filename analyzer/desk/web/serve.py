"""Serves the application with uvicorn on one address."""

from __future__ import annotations

import gc
import socket
import threading
from collections.abc import Callable

import uvicorn

from analyzer.desk.charts.drawing import warm_up
from analyzer.desk.policy import Policy
from analyzer.desk.store.engine import Store
from analyzer.desk.web.app import create_app
from analyzer.desk.web.desk import open_desk
from analyzer.errors import AnalyzerError, ExitCode

#: Seconds after the start when the chart engine is started, unless a chart is asked for sooner.
_ENGINE_AFTER = 8.0


class ServeError(AnalyzerError):
    """The address cannot be listened on."""

    exit_code = ExitCode.USAGE


def serve(store: Store, policy: Policy, *, host: str, port: int, https: bool, ready: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Args:
        store: A database that is up to date.
        policy: The team's policy.
        host: Address to listen on.
        port: Port to listen on, 0 for a free one.
        https: Whether a proxy in front speaks https.
        ready: Told the desk's address once it listens.

    Raises:
        ServeError: The address cannot be listened on.
    """
    app = create_app(open_desk(store, policy, https=https))
    _settle()
    listening = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    ready(f"http://{shown}:{listening.getsockname()[1]}/")
    # Behind a proxy the client's address is the one it forwards; only a proxy on this machine is believed.
    config = uvicorn.Config(app, log_level="warning", proxy_headers=https, server_header=False, date_header=True)
    uvicorn.Server(config).run(sockets=[listening])
    store.close()


def _settle() -> None:
    """Have what lives as long as the server left out of garbage collections, and start the chart engine a bit later.

    A full collection over all that was imported stops every request for a tenth of a second. The engine takes a second
    of processor time, which whoever waits for the desk to come up needs first.
    """

    def prepare() -> None:
        warm_up()
        gc.collect()
        gc.freeze()

    gc.collect()
    gc.freeze()
    later = threading.Timer(_ENGINE_AFTER, prepare)
    later.daemon = True
    later.start()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)  # from here on a browser waits instead of being refused
    except OSError as error:
        listening.close()
        hint = "Choose another with --host and --port"
        raise ServeError(f"cannot listen there: {error.strerror}", where=f"{host}:{port}", hint=hint) from error
    return listening
