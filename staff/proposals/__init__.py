"""Proposed versions: a form that was filled, kept until somebody publishes it.

`models`: what is kept; `replay`: the form sent again, for good or for a preview; `form`: what the
form of each content offers; `screens`: the page of a proposal; `planned`: those that a date
publishes; `link`: the page for whoever has no account.
"""
