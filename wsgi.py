"""The door for gunicorn and for every `flask --app wsgi` command."""
from akimfeedback.app import create_app
app = create_app()
