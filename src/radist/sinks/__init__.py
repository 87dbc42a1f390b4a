"""Where things are kept: one sink per file, its name is what `--to` calls it."""
