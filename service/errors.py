"""The exception hierarchy, independent of HTTP and SQL; `service.api.http.problems` maps it to responses.

Every message is one line: what was wrong, where, and what to do about it.
"""


class BasewatchError(Exception):
    """Base class of all Basewatch errors."""


class SettingsError(BasewatchError):
    """An environment setting is unknown, missing or malformed."""


class DataFileError(BasewatchError):
    """A codebook or seed file is malformed. The message names file and line."""


class ModelError(BasewatchError):
    """The encoder's weights are missing, modified, or trained with another codebook."""


class ArticleError(BasewatchError):
    """A file or text is not a valid article: missing, empty, binary, too large or wrongly encoded."""


class ParameterError(BasewatchError):
    """A request parameter is unknown or malformed.

    `parameter` is its name, `allowed` the allowed values (prose, one line), `nearest` the closest valid name or value,
    if any.
    """

    kind = "parameter"

    def __init__(self, parameter: str, message: str, *, allowed: str | None = None, nearest: str | None = None):
        super().__init__(message)
        self.parameter = parameter
        self.allowed = allowed
        self.nearest = nearest


class BodyError(BasewatchError):
    """A request body is truncated, not valid JSON, or nested too deeply."""


class MemberError(ParameterError):
    """A member of the request's JSON object is unknown or malformed."""

    kind = "member"


class UnauthenticatedError(BasewatchError):
    """A required API key is missing or invalid."""


class ForbiddenError(BasewatchError):
    """The API key lacks the required scope."""


class NotFoundError(BasewatchError):
    """No resource has the requested id or slug."""


class MovedError(BasewatchError):
    """The requested resource was merged into another one, `target`."""

    def __init__(self, message: str, *, target: str):
        super().__init__(message)
        self.target = target


class GoneError(BasewatchError):
    """The requested resource existed and was removed."""


class StorageError(BasewatchError):
    """The database is unreachable, or its schema is out of date."""


class BusyError(StorageError):
    """A lock was not acquired in time: others are writing."""


class BehindError(StorageError):
    """A replica has not got as far as the request needs."""


class SlowStatementError(StorageError):
    """A statement exceeded its timeout."""
