"""The one place where text is changed, before any offset into it exists."""

import re
import unicodedata

# What people cannot see and no one would quote: soft hyphen, zero-width space, byte order mark.
# The joiners U+200C and U+200D stay: Persian and Indic words and emoji are spelt with them.
_INVISIBLE = re.compile("[\u00ad\u200b\ufeff]")
_NEWLINES = re.compile("\r\n|[\r\x85\u2028\u2029]")


def normalise(text: str) -> str:
    r"""Return `text` as documents hold it.

    Newlines of every kind become `\\n`; soft hyphens, zero-width spaces and byte order marks go; what remains is put
    in Unicode Normalization Form C (Unicode Standard Annex 15). Everything else stays as it is. Normalising twice
    changes nothing, and texts normalised apart and joined by newlines are normalised.

    >>> normalise("co\\u00adoperate\\r\\ncafe\\u0301")
    'cooperate\\ncafé'
    """
    return unicodedata.normalize("NFC", _NEWLINES.sub("\n", _INVISIBLE.sub("", text)))
