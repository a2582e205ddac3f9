"""What would be true on paper: the trade's rules, standard library only, no clock, no input or output."""
