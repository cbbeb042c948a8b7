"""Pages of those above the offices: the board and its papers, the figures."""
