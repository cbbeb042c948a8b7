"""The out-tray: every message that must leave is a row first; a worker sends, retries and gives up in the open."""
