"""The open data package of a quarter: tables from which everybody can count the figures again."""
