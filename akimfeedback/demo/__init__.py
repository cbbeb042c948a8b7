"""The made-up district that comes to life in the demo: places, people, requests, answers, promises.

Nothing here is true: okrugs, villages, names and phones are invented (`places`, `people`), so that no
living akim is accused of anything. `story` decides what happens, `load` writes it down with the rules of
the real services.
"""
