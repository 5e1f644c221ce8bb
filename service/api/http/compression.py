"""Response compression: zstd, Brotli or gzip, by `Accept-Encoding`."""

from flask import Flask, Response, request
from flask_compress import Compress

from service.api.http.problems import PROBLEM_TYPE
from service.api.http.responses import CSV_TYPE, GEOJSON_TYPE, JSON_TYPE, NDJSON_TYPE

# In order of preference among equal qualities.
ENCODINGS = ("zstd", "br", "gzip")
MIN_BYTES = 500
_OTHER_TYPES = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml", "text/plain")


def register_compression(app: Flask) -> None:
    """Compress responses, after all other processing."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=[JSON_TYPE, GEOJSON_TYPE, CSV_TYPE, NDJSON_TYPE, PROBLEM_TYPE, *_OTHER_TYPES],
        COMPRESS_MIN_SIZE=MIN_BYTES,
        COMPRESS_ALGORITHM=list(ENCODINGS),
        COMPRESS_ALGORITHM_STREAMING=list(ENCODINGS),
        # Conditional requests are handled by `caching`, before any data is read.
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
    )
    compress = Compress(app)

    def compress_response(response: Response) -> Response:
        # The library would compress for `gzip;q=0` too, which forbids it.
        if "HTTP_ACCEPT_ENCODING" in request.environ and any(
            request.accept_encodings.quality(encoding) for encoding in ENCODINGS
        ):
            # The library replaces the body, and a file in it would never be closed.
            close = getattr(response.response, "close", None)
            if close is not None:
                response.call_on_close(close)
            return compress.after_request(response)
        response.vary.add("Accept-Encoding")
        return response

    app.after_request(compress_response)
