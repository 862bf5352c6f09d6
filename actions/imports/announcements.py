"""Who will be told of the events that an import brings: apps above register theirs."""

announcements = []


def announcement(function):
    """Register a function of the keys of the actions that receive events; it answers a sentence
    (« 12 abonnés recevront ces étapes… »), or None."""
    announcements.append(function)
    return function
