"""The one exception tree. It knows nothing of HTTP or SQL; `service.api.http.problems` maps it to answers.

Every message says what was wrong, where, and what to do about it, in one line that a person can read.
"""


class BasewatchError(Exception):
    """Anything that Basewatch itself refuses or cannot do."""


class SettingsError(BasewatchError):
    """A setting in the environment is unknown, missing or ill-formed."""


class DataFileError(BasewatchError):
    """A codebook or seed file does not have the promised shape. The message names file and line."""


class ModelError(BasewatchError):
    """The encoder's weights are absent, changed, or were trained with another codebook."""


class ArticleError(BasewatchError):
    """A file or text cannot become an article: missing, empty, binary, too large or wrongly encoded."""


class ParameterError(BasewatchError):
    """A request parameter is unknown or ill-formed.

    `parameter` is its name, `allowed` what it may be (prose, one line), `nearest` the name or value
    that was probably meant, where there is one.
    """

    kind = "parameter"

    def __init__(self, parameter: str, message: str, *, allowed: str | None = None, nearest: str | None = None):
        super().__init__(message)
        self.parameter = parameter
        self.allowed = allowed
        self.nearest = nearest


class BodyError(BasewatchError):
    """The body of a request cannot be read: it is cut off, not JSON, or nested too deep."""


class MemberError(ParameterError):
    """A member of the JSON object that a request brings is unknown or ill-formed."""

    kind = "member"


class UnauthenticatedError(BasewatchError):
    """A request needs an API key and has none, or one that is not valid."""


class ForbiddenError(BasewatchError):
    """The API key of a request does not admit to it."""


class NotFoundError(BasewatchError):
    """The thing that was asked for by its id or slug does not exist."""


class MovedError(BasewatchError):
    """What was asked for goes on under another id, `target`."""

    def __init__(self, message: str, *, target: str):
        super().__init__(message)
        self.target = target


class GoneError(BasewatchError):
    """What was asked for was there once, and is no more."""


class StorageError(BasewatchError):
    """The database cannot be reached, or its schema is not the current one."""


class BusyError(StorageError):
    """Others are at work on what this would need, and it is not waited for any longer."""


class SlowStatementError(StorageError):
    """The database did not answer a question in the time that is waited for it."""
