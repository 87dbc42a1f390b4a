"""The parts of the fan-out benchmark: the loader, the subjects, and how each is started."""
