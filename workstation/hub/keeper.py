"""Kinto as the hub runs it: on PostgreSQL, permitting nothing that did not pass our gate."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from workstation.fault import BugFault, WorldFault
from workstation.hub.config import Config
from workstation.hub.facts import BUCKETS
from workstation.hub.tables import driver

PASSED = "workstation.hub.passed"
"""In a request's environ: the device that asks and the path it was let through for."""

PAGE = 1000


def settings(config: Config) -> dict[str, str]:
    """Every setting that differs from Kinto's own."""
    url = driver(config.database)
    held = {
        "includes": "",  # no history, accounts, admin, flush, attachment
        "userid_hmac_secret": config.secret,
        "multiauth.policies": "gate",
        "multiauth.policy.gate.use": "workstation.hub.keeper.GatePolicy",
        "multiauth.authorization_policy": "workstation.hub.keeper.AuthorizationPolicy",
        # Nobody makes buckets or looks through permissions; whoever creates gains no right.
        "bucket_create_principals": "nobody",
        "bucket_write_principals": "nobody",
        "bucket_read_principals": "nobody",
        "account_create_principals": "nobody",
        "account_write_principals": "nobody",
        "permissions_read_principals": "nobody",
        "explicit_permissions": "false",
        "readonly": "false",
        "batch_max_requests": "1",
        "paginate_by": str(PAGE),
        "storage_max_fetch_size": str(PAGE),
        "transaction_per_request": "true",
        "retry_after_seconds": "3",
        "cors_origins": "",
        "project_name": "workstation hub",
        "project_docs": "",
        "error_info_link": "",
    }
    for backend in ("storage", "permission", "cache"):
        held[f"{backend}_backend"] = f"kinto.core.{backend}.postgresql"
        held[f"{backend}_url"] = url
        held[f"{backend}_pool_size"] = str(config.threads)
        held[f"{backend}_pool_pre_ping"] = "true"
    return held


class Keeper:
    """Kinto's application, and its storage for what nobody may ask of it."""

    def __init__(self, config: Config) -> None:
        """Builds the application; the tables must be there, or come with `make`."""
        import warnings

        with warnings.catch_warnings():
            # The backends share one pool, as they should; Pyramid still uses pkg_resources.
            warnings.simplefilter("ignore")
            from kinto import main
            from kinto.core.storage.postgresql import Storage

            with _own_settings():
                self.app: Callable[..., Any] = main({}, None, **settings(config))
        app: Any = self.app
        while not hasattr(app, "registry"):
            app = app.app
        self._registry = app.registry
        if not isinstance(self._registry.storage, Storage):
            raise BugFault("hub.keeper_memory", found=type(self._registry.storage).__name__)

    def make(self) -> None:
        """Make Kinto's tables and the two buckets, one a shelf."""
        from kinto.core import scripts

        scripts.migrate({"registry": self._registry})
        for shelf in BUCKETS:
            self._create("bucket", "", shelf)

    def open_collection(self, shelf: str, name: str) -> None:
        """Make a stream's collection where it is missing."""
        self._create("collection", f"/buckets/{shelf}", name)

    def _create(self, kind: str, parent: str, name: str) -> None:
        import transaction
        from kinto.core.storage.exceptions import BackendError, IntegrityError, UnicityError

        for attempt in range(10):
            try:
                with transaction.manager:
                    self._registry.storage.create(
                        resource_name=kind, parent_id=parent, obj={"id": name}
                    )
                return
            except UnicityError:
                return
            except (BackendError, IntegrityError):
                # Two streams begun in one millisecond meet in Kinto's stamps.
                if attempt == 9:
                    raise WorldFault("hub.database_away", reason="create") from None


@contextmanager
def _own_settings() -> Iterator[None]:
    # Kinto lets any setting be replaced from the environment, the backend too.
    from kinto import DEFAULT_SETTINGS
    from kinto.core import DEFAULT_SETTINGS as CORE

    known = {name.replace(".", "_").upper() for name in (*DEFAULT_SETTINGS, *CORE)}
    held = {
        name: value
        for name, value in os.environ.items()
        if name in known
        or name.startswith(("KINTO_", "MULTIAUTH_", "STORAGE_", "PERMISSION_", "CACHE_"))
    }
    for name in held:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(held)


def _passed(request: Any) -> tuple[str, str] | None:
    device, path = request.environ.get(PASSED) or ("", "")
    return (device, path) if device and path == request.path else None


class GatePolicy:
    """Authentication: whom the gate has let through, and only for that very path."""

    name = "gate"

    def unauthenticated_userid(self, request: Any) -> str | None:
        """The device."""
        passed = _passed(request)
        return passed[0] if passed else None

    authenticated_userid = unauthenticated_userid

    def effective_principals(self, request: Any) -> list[str]:
        """None beside those that Kinto makes of the user."""
        return []

    def remember(self, request: Any, userid: str, **named: Any) -> list[tuple[str, str]]:
        """Nothing: every request names its device."""
        return []

    def forget(self, request: Any) -> list[tuple[str, str]]:
        """The question that a client without credentials is asked."""
        return [("WWW-Authenticate", 'Basic realm="workstation hub"')]


class AuthorizationPolicy:
    """Authorization: Kinto's own permissions grant nothing; only the gate's word counts.

    The gate decides before Kinto looks anything up. This holds the second door: write-once records
    are created or read, never changed, whoever asks.
    """

    def permits(self, context: Any, principals: Any, permission: str) -> bool:
        """Whether the request that is being answered passed the gate, and is one of ours."""
        from pyramid.threadlocal import get_current_request

        request = get_current_request()
        if request is None or _passed(request) is None:
            return False
        if getattr(context, "resource_name", None) != "record":
            return False
        method = request.method.upper()
        if method == "PUT":
            return request.headers.get("If-None-Match") == "*"
        if method == "DELETE":
            return not context.on_plural_endpoint and request.matchdict["bucket_id"] == "texts"
        return method in ("GET", "HEAD")

    def principals_allowed_by_permission(self, context: Any, permission: str) -> Any:
        """Not asked by Kinto."""
        raise NotImplementedError
