"""WSGI entry."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from coe_portal.settings import env

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
ROOM = 2**15


def with_room(application: Application) -> Application:
    """The application above a frame so large that all frames of a request fit in one chunk.

    CPython keeps frames in chunks of 16 kB. Until its repair in 2026 (python/cpython#142183) it
    maps a chunk at each call that does not fit in the last one and unmaps it at the return: a loop
    that happens to run at that depth, as those of a page's templates do, takes twice its time. The
    room is address space only: nothing in it is touched.
    """

    def call(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return application(environ, start_response)

    call.__code__ = call.__code__.replace(co_stacksize=ROOM)
    return call


env.choose_settings_module("coe_portal.settings.production")
application = with_room(get_wsgi_application())
# What start-up made lives as long as the process: garbage collection need not walk it again.
gc.collect()
gc.freeze()
