"""The worker: stands alone in the user's interpreter (standard library and torch only, Python 3.8 and later).

Modules in here import each other relatively and nothing else of tslint, so that the directory loads by path.
"""
