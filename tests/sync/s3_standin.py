"""The few requests of S3 that a place makes, answered from memory; stands in for a real server.

As S3 does it: `If-None-Match: *` on a PUT creates or answers 412, listings come in pages, ranges
are honoured. `careless` overwrites, like stores that do not know the header; `honest` says so.
"""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class S3:
    """A server for one test; `held` are its objects by bucket and name."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.lock = threading.Lock()
        self.careless = self.honest = False
        self.page = 3  # so that listings have pages
        self.refuse = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("H", (_Handler,), {"s3": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    s3: S3

    def log_message(self, *_: Any) -> None:
        pass

    def _say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _fault(self, status: int, code: str) -> None:
        self._say(status, f"<Error><Code>{code}</Code></Error>".encode())

    def _asked(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query, keep_blank_values=True)
        return unquote(parts.path.lstrip("/")), {name: one[0] for name, one in query.items()}

    def do_PUT(self) -> None:
        name, query = self._asked()
        data = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.s3.refuse:
            return self._fault(403, "AccessDenied")
        if self.s3.honest and "If-None-Match" in self.headers:
            return self._fault(501, "NotImplemented")
        with self.s3.lock:
            if "uploadId" in query:
                self.s3.parts[query["uploadId"]][int(query["partNumber"])] = data
            elif (
                self.headers.get("If-None-Match") == "*"
                and name in self.s3.held
                and not self.s3.careless
            ):
                return self._fault(412, "PreconditionFailed")
            else:
                self.s3.held[name] = data
        return self._say(200, ETag=_tag(data))

    def do_POST(self) -> None:
        name, query = self._asked()
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        with self.s3.lock:
            if "uploads" in query:
                upload = str(len(self.s3.parts) + 1)
                self.s3.parts[upload] = {}
                tag = "InitiateMultipartUploadResult"
                body = f"<{tag}><UploadId>{upload}</UploadId></{tag}>"
            else:
                parts = self.s3.parts.pop(query["uploadId"])
                self.s3.held[name] = b"".join(parts[n] for n in sorted(parts))
                body = (
                    "<CompleteMultipartUploadResult><ETag>&quot;x&quot;</ETag>"
                    "</CompleteMultipartUploadResult>"
                )
        self._say(200, body.encode())

    def do_DELETE(self) -> None:
        self.s3.held.pop(self._asked()[0], None)
        self._say(204)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        name, query = self._asked()
        if self.s3.refuse:
            return self._fault(403, "AccessDenied")
        if "list-type" in query:
            return self._list(name, query)
        data = self.s3.held.get(name)
        if data is None:
            return self._fault(404, "NoSuchKey")
        dated = {"ETag": _tag(data), "Last_Modified": "Mon, 02 Mar 2026 09:14:00 GMT"}
        asked = self.headers.get("Range")
        if asked is None:
            return self._say(200, data, Content_Length=str(len(data)), **dated)
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start, end = int(first), min(len(data), int(last or len(data)) + 1)
        if start >= len(data):
            return self._fault(416, "InvalidRange")
        said = f"bytes {start}-{end - 1}/{len(data)}"
        return self._say(206, data[start:end], Content_Range=said, **dated)

    def _list(self, bucket: str, query: dict[str, str]) -> None:
        begin = f"{bucket}/{query.get('prefix', '')}"
        after = query.get("continuation-token", "")
        with self.s3.lock:
            names = sorted(name for name in self.s3.held if name.startswith(begin) and name > after)
            held = {name: self.s3.held[name] for name in names[: self.s3.page]}
        more = len(names) > self.s3.page
        rows = "".join(
            f"<Contents><Key>{escape(name.removeprefix(bucket + '/'))}</Key>"
            f"<Size>{len(data)}</Size>"
            "<LastModified>2026-03-02T09:14:00.000Z</LastModified></Contents>"
            for name, data in held.items()
        )
        last = escape(list(held)[-1]) if more else ""
        token = f"<NextContinuationToken>{last}</NextContinuationToken>"
        self._say(
            200,
            f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>"
            f"{token if more else ''}{rows}</ListBucketResult>".encode(),
        )


def _tag(data: bytes) -> str:
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'
