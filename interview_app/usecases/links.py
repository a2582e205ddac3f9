"""The tokens in candidates' links: derived from the secret key, so only their hash needs to be stored.

A token is 256 bits in 43 URL-safe characters. Whoever reads the database alone can make none, and a new nonce
ends the old link.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from enum import StrEnum


class LinkKind(StrEnum):
    """Whose link it is: one invited person's, or the interview's shareable one."""

    INVITATION = "invitation"
    SHARE = "share"


def new_nonce() -> str:
    """A fresh random part for one link, 43 characters."""
    return secrets.token_urlsafe(32)


def token_for(secret: str, kind: LinkKind, subject_id: int, nonce: str) -> str:
    """The token of an invitation's or an interview's link: 43 characters, the same for the same nonce."""
    digest = hmac.new(secret.encode(), f"{kind.value}:{subject_id}:{nonce}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    """What is stored of a token: its SHA-256 as 64 hex digits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def dead_hash() -> str:
    """A hash that no token matches, for a link that is switched off."""
    return hashlib.sha256(secrets.token_bytes(32)).hexdigest()


def path_of(token: str) -> str:
    """The address's path under the installation's base URL."""
    return f"/i/{token}"
