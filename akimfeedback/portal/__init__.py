"""What everybody sees first: home, menu, the public page of an okrug, search, open data, plain pages."""
