"""Answers that are packed for whoever takes them so: zstd, Brotli or gzip."""

from flask import Flask, Response, request
from flask_compress import Compress

from service.api.http.problems import PROBLEM_TYPE
from service.api.http.responses import CSV_TYPE, GEOJSON_TYPE, JSON_TYPE, NDJSON_TYPE

# The first of equals is taken.
ENCODINGS = ("zstd", "br", "gzip")
MIN_BYTES = 500
_OTHER_TYPES = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml", "text/plain")


def register_compression(app: Flask) -> None:
    """Pack answers last, when they are whole."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=[JSON_TYPE, GEOJSON_TYPE, CSV_TYPE, NDJSON_TYPE, PROBLEM_TYPE, *_OTHER_TYPES],
        COMPRESS_MIN_SIZE=MIN_BYTES,
        COMPRESS_ALGORITHM=list(ENCODINGS),
        COMPRESS_ALGORITHM_STREAMING=list(ENCODINGS),
        # Whether something was modified is decided before anything is read for it.
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
    )
    compress = Compress(app)

    def pack(response: Response) -> Response:
        # The library would pack for `gzip;q=0` too, which says not to.
        if any(request.accept_encodings.quality(encoding) for encoding in ENCODINGS):
            # It puts what it packs in the place of a file, which nothing would close then.
            close = getattr(response.response, "close", None)
            if close is not None:
                response.call_on_close(close)
            return compress.after_request(response)
        response.vary.add("Accept-Encoding")
        return response

    app.after_request(pack)
