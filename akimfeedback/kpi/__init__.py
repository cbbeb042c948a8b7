"""The block "Work with residents": counts, shares, scores and their life, adapted for rural okrugs, not official."""
