"""Pages of sign-in, of the profile and of the second factor."""
