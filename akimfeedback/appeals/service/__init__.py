"""What can be done with a request, one module an idea: filing, talking, answering, ending, judging.

Every verb checks policy, applies the rule, writes rows and the journal, tells people, and never commits.
"""
