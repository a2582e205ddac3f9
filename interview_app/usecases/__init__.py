"""The verbs: each loads, asks the domain and the ports, writes, commits, and only then wakes the next step."""
