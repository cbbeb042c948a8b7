"""People: phone and code, sessions, consent, language; and what is kept when they leave."""
