"""Back office of the platform: moderation, accounts and mandates, reference data."""
