"""Candid: a self-hosted AI interviewer for small hiring teams."""
