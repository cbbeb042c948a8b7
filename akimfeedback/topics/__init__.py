"""What people write about, who is competent, and the time aimed at. Data, editable by the administrator."""
