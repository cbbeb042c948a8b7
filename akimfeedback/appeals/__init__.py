"""Requests of residents to the akim's office (quick track): from filing to the resident's verdict.

States: accepted → in work → (question asked) → answered → confirmed | disputed → closed; exits:
forwarded, returned, terminated, withdrawn, duplicate. The author files and judges, the office answers,
somebody outside the office decides what becomes public.
"""
