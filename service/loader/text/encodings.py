"""From bytes to text: by the mark at the beginning, by what a page declares, as UTF-8, or by what can be read."""

import re
from collections.abc import Iterator

import webencodings

from service.errors import ArticleError
from service.loader.text.detection import detect_encoding

# Longer marks first: that of UTF-16 is the beginning of one of UTF-32.
MARKS = (
    (b"\xef\xbb\xbf", "UTF-8"),
    (b"\xff\xfe\0\0", "UTF-32LE"),
    (b"\0\0\xfe\xff", "UTF-32BE"),
    (b"\xff\xfe", "UTF-16LE"),
    (b"\xfe\xff", "UTF-16BE"),
)
# How files of other kinds begin, which people rename or fetch by mistake.
SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b\x08", "packed by gzip"),
    (b"BZh91AY&SY", "packed by bzip2"),
    (b"\xfd7zXZ\0", "packed by xz"),
    (b"\x28\xb5\x2f\xfd", "packed by zstd"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
# Of these a short text may be UTF-8 by chance; of others none is.
MULTIBYTE = frozenset({"utf-8", "gbk", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr"})
# Where a page must have declared its encoding; browsers look at the first 1,024 bytes alone.
HEAD = 8_192
# Characters that stand for no letter in a text: more of them than this share, and it is none.
MAX_CONTROLS = 0.01
# So many are in no way of a text, however short it is: what was copied from a terminal has some.
FEW_CONTROLS = 2

_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"""<meta\s[^<>]*?(?<![\w-])charset\s*=\s*["']?\s*([^\s"'/>;]+)""", re.IGNORECASE)
_XML = re.compile(rb"""\A\s*<\?xml\s[^<>]*?\sencoding\s*=\s*["']([^"'<>]+)["']""")
_CHARSET = re.compile(r"""(?<![\w-])charset\s*=\s*["']?\s*([^\s"';,]+)""", re.IGNORECASE)
_CONTROL_BYTE = re.compile(rb"[\x01-\x08\x0e-\x1f\x7f]")
# Where texts of East Asia that are in bytes of ASCII alone go over to another set of characters.
_ISO_2022 = re.compile(rb"\x1b(?:\$[@ABCD()*+]|\([IJ])")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


def decode_text(data: bytes, label: str | None = None) -> str:
    """The text of bytes, without their mark. `label` is an encoding that was said from outside, as the web names it.

    ArticleError for what is no text, and for a text whose encoding cannot be detected.
    """
    return _decode(data, [] if label is None else [label])


def decode_page(data: bytes, label: str | None = None) -> str:
    """As decode_text, for a web page, which may say its encoding itself."""
    return _decode(data, [label for label in (label, *_find_declared(data[:HEAD])) if label])


def parse_charset(content_type: str) -> str | None:
    """The encoding that a Content-Type names."""
    found = _CHARSET.search(content_type)
    return found[1] if found else None


def _find_declared(head: bytes) -> Iterator[str]:
    bare = _COMMENT.sub(b" ", head)
    for pattern in (_META, _XML):
        if found := pattern.search(bare):
            yield found[1].decode("ascii", "replace")


def _decode(data: bytes, labels: list[str]) -> str:
    for start, kind in SIGNATURES:
        if data.startswith(start):
            raise ArticleError(f"is a binary file, {kind}; save its text as .txt or .html")
    for mark, name in MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], name, len(mark))
    if b"\0" in data:
        return _decode_wide(data)
    tried: list[str] = []
    for label in labels:
        text = _decode_declared(data, label)
        if text is not None:
            return text
        tried.append(f"{label[:40]} (declared)")
    return _decode_undeclared(data, tried)


def _decode_marked(data: bytes, name: str, start: int) -> str:
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        place = start + error.start
        raise ArticleError(f"has the byte order mark of {name}, but byte {place} is invalid") from None
    if "\0" in text:
        raise ArticleError(f"is a binary file (character {text.index(chr(0))} is zero), not text")
    return text


def _decode_wide(data: bytes) -> str:
    """UTF-16 without a mark, where every second byte of what is ASCII is zero; other text has no byte of zero."""
    name = "UTF-16BE" if data[:HEAD:2].count(0) > data[1:HEAD:2].count(0) else "UTF-16LE"
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        text = ""
    # Bytes of anything else make letters of East Asia, or what is no character.
    if text and sum(_is_near(char) for char in text[:HEAD]) >= 0.9 * len(text[:HEAD]) and not _has_controls(text):
        return text
    raise ArticleError(f"is a binary file (byte {data.index(0)} is zero), not text; save its text as .txt or .html")


def _is_near(char: str) -> bool:
    """Whether it is of the scripts from Latin to Arabic, or punctuation."""
    return "\0" < char < "\u0800" or "\u2000" <= char < "\u2100"


def _decode_declared(data: bytes, label: str) -> str | None:
    """The text in the encoding that was declared, null where that cannot be it."""
    encoding = webencodings.lookup(label)
    # A declaration that can be read byte by byte is in no UTF-16, and there is none without a byte of zero.
    if encoding is None or encoding.name in {"utf-16le", "utf-16be", "x-user-defined"}:
        return None
    if encoding.name not in MULTIBYTE and _is_utf8_beyond_ascii(data):
        return None
    try:
        text: str = encoding.codec_info.decode(data, "strict")[0]
    except UnicodeError:
        return None
    return None if _has_controls(text) else text


def _is_utf8_beyond_ascii(data: bytes) -> bool:
    """Whether bytes beyond ASCII are UTF-8, which no other is by chance: many pages declare what they were once."""
    return not data.isascii() and _count_utf8(data)[1] == 0


def _count_utf8(data: bytes) -> tuple[int, int]:
    """How many characters beyond ASCII can be read as UTF-8, and how often something cannot."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    return len(text) - len(text.encode("ascii", "ignore")) - broken, broken


def _decode_undeclared(data: bytes, tried: list[str]) -> str:
    good, broken = _count_utf8(data)
    if not broken:
        return _decode_utf8(data)
    if good > broken:
        # What is UTF-8 but for a few bytes was cut or patched; in any other encoding all the rest would be wrong.
        raise ArticleError(f"is not UTF-8: byte {_find_broken(data)} is invalid; repair it or convert the text")
    _check_controls(data)
    found = detect_encoding(data)
    text = None if found.codec is None else data.decode(found.codec)
    if text is not None and not _has_controls(text):
        return text
    names = ", ".join([*tried, "UTF-8", *found.tried])
    raise ArticleError(
        f"is not UTF-8 (byte {_find_broken(data)} cannot be read), and its encoding cannot be detected: "
        f"tried {names}; save it as UTF-8, or declare the encoding where it is a page"
    )


def _decode_utf8(data: bytes) -> str:
    """Text that can be read as UTF-8, unless it only looks so, since all its bytes are of ASCII."""
    if escape := _ISO_2022.search(data):
        raise ArticleError(
            f"is in an encoding of ISO 2022 (byte {escape.start()} begins an escape sequence), which is read only "
            "where it is declared; save it as UTF-8, or declare the encoding where it is a page"
        )
    _check_controls(data)
    return data.decode()


def _check_controls(data: bytes) -> None:
    if len(_CONTROL_BYTE.findall(data)) > max(FEW_CONTROLS, MAX_CONTROLS * len(data)):
        raise ArticleError("is a binary file, full of control characters; save its text as .txt or .html")


def _find_broken(data: bytes) -> int:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return len(data)


def _has_controls(text: str) -> bool:
    return len(_CONTROL.findall(text)) > MAX_CONTROLS * len(text)
