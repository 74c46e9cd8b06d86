"""Who calls: a member's API token as Bearer, or as the password of Basic, which MLflow sends too.

A client has one set of credentials for its tracking server and its registry, unless the address of
the registry or a netrc file names others, and those come as Basic. The user name says nothing.
"""

from __future__ import annotations

import base64
import binascii

from coe_portal.api.authentication import TokenAuthentication


class TokenOrPassword(TokenAuthentication):
    """`Authorization: Bearer coe_…` or `Basic base64(anything:coe_…)`."""

    def secret_of(self, header: str) -> str:
        keyword, _space, value = header.partition(" ")
        if keyword.lower() != "basic":
            return super().secret_of(header)
        try:
            pair = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return ""
        return pair.partition(":")[2]
