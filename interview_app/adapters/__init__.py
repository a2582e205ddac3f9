"""One file per outside service, `<vendor>_<port>.py`. None knows another; wiring alone chooses among them."""
