"""From a text to a signature that near-identical texts share most of (MinHash).

Not imported by the package itself, so that whoever only merges needs no library for this.
"""

import re

from service.merging.copies import HASHES

WORD = re.compile(r"\w+")
# Words of one shingle: longer ones separate copies from mere articles on one subject, shorter ones bear more edits.
SHINGLE = 3


def sign_text(text: str) -> bytes:
    """The smallest hashes of the text's runs of three words, each four bytes; empty for a text without words."""
    words = [word.lower() for word in WORD.findall(text)]
    if not words:
        return b""
    # With the library comes SciPy, for what is not used here: a command that signs no text need not wait for it.
    from datasketch import MinHash  # noqa: PLC0415 - as above.

    shingles = {" ".join(words[place : place + SHINGLE]) for place in range(max(1, len(words) - SHINGLE + 1))}
    signature = MinHash(num_perm=HASHES, seed=1)
    signature.update_batch([shingle.encode() for shingle in sorted(shingles)])
    return bytes(signature.hashvalues.astype("<u4").tobytes())
