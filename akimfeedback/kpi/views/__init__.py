"""The office's pages of the block; each module adds to its own blueprint or to that of `numbers`."""
