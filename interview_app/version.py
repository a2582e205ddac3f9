"""The version that reports, logs and pages name; the same as in pyproject.toml."""

VERSION = "0.1.0"
