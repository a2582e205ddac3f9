"""What RQ runs: an id in, nothing out."""
