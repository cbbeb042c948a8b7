"""Who holds which office where and when: akims, clerks, deputies, overseers; and the Actor of a request."""
