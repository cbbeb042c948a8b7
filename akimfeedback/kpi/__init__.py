"""The block "Work with residents": counts, shares, scores and their life. Adapted, not official."""
