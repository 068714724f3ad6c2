"""The floor: the same work with nothing around it, as fast as it can be written with the same means."""
