"""A small, strict stand-in for an S3-compatible store on loopback: one bucket, signed requests, parts."""

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

BUCKET = "papers"
ACCESS_KEY = "the-key-of-the-double"
_SIGNED = re.compile(rf"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/\d{{8}}/[\w-]+/s3/aws4_request, SignedHeaders=")
_OK, _BAD, _FORBIDDEN, _MISSING, _BROKEN = 200, 400, 403, 404, 500


@dataclass(slots=True)
class Bucket:
    """What lies in the bucket, what was asked, and what is wrong with it just now."""

    objects: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    is_down: bool = False
    url: str = ""


@contextmanager
def bucket() -> Iterator[Bucket]:
    """Serve a bucket on a port of its own."""
    state = Bucket()

    class Handler(_Handler):
        kept = state

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    kept: Bucket
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def _asked(self) -> tuple[str, dict[str, str], bytes] | None:
        """Read a request; None when it is answered already: not signed, not ours, or not our day."""
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        self.kept.asked.append(f"{self.command} {unquote(parts.path)} {' '.join(sorted(query))}".strip())
        place, _, key = unquote(parts.path).lstrip("/").partition("/")
        if self.kept.is_down:
            self._answer(_BROKEN)
        elif not _SIGNED.match(self.headers.get("Authorization", "")):
            self._answer(_FORBIDDEN)
        elif place != BUCKET or not (key or "delete" in query) or not self._is_sum(body):
            self._answer(_BAD)
        else:
            return key, query, body
        return None

    def _is_sum(self, body: bytes) -> bool:
        said = self.headers.get("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
        return said in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest())

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", headers.get("length") or str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self) -> None:
        """Keep an object, or a part of one."""
        asked = self._asked()
        if asked is None:
            return
        key, query, body = asked
        if "uploadId" in query:
            self.kept.uploads[query["uploadId"]][int(query["partNumber"])] = body
        else:
            self.kept.objects[key] = body
        self._answer(_OK, ETag=f'"{hashlib.md5(body).hexdigest()}"')  # noqa: S324 - as the store itself says it

    def do_POST(self) -> None:
        """Begin an object of parts, make it whole, or remove several objects."""
        asked = self._asked()
        if asked is None:
            return
        key, query, body = asked
        if "delete" in query:
            self._answer(_OK, _xml("DeleteResult", Deleted=self._removed(body.decode())))
            return
        if "uploads" in query:
            number = f"upload-{len(self.kept.uploads)}"
            self.kept.uploads[number] = {}
            self._answer(_OK, _xml("InitiateMultipartUploadResult", Bucket=BUCKET, Key=key, UploadId=number))
            return
        parts = self.kept.uploads.pop(query["uploadId"])
        self.kept.objects[key] = b"".join(parts[number] for number in sorted(parts))
        self._answer(_OK, _xml("CompleteMultipartUploadResult", Bucket=BUCKET, Key=key, ETag='"whole"'))

    def _removed(self, asked: str) -> str:
        """Remove the objects a list names, and return the names of them; one that is not there is no mistake."""
        names = re.findall(r"<Key>(.*?)</Key>", asked)
        for name in names:
            self.kept.objects.pop(name, None)
        return "".join(f"<Key>{name}</Key>" for name in names)

    def do_GET(self) -> None:
        """Give an object."""
        asked = self._asked()
        if asked is None:
            return
        body = self.kept.objects.get(asked[0])
        if body is None:
            self._answer(_MISSING, _xml("Error", Code="NoSuchKey"))
        else:
            self._answer(_OK, body, ETag='"e"', Last_Modified="Wed, 12 Mar 2025 09:00:00 GMT")

    def do_HEAD(self) -> None:
        """Tell of an object."""
        self.do_GET()


def _xml(name: str, **parts: str) -> bytes:
    inner = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><{name}>{inner}</{name}>'.encode()
