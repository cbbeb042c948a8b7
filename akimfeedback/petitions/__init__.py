"""Local initiatives: text, backers, moderation, support, rungs, answers. Not petitions under the code."""
