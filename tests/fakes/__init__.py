"""Small working doubles of outside services: each speaks its service's real protocol on a loopback port."""
