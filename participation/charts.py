"""Who took part, drawn: a process says which of its figures make a bar, and which explain one."""

from figures.charts import Bar, to_scale


def bars_of(key_figures):
    """The bars of a process, in order; nothing under two, since one bar compares nothing."""
    bars = {}
    for link in sorted(key_figures, key=lambda link: (link.bar or 0, link.rank)):
        if link.bar is None:
            continue
        if link.bar in bars:
            bars[link.bar].precisions.append(link.figure)
        else:
            bars[link.bar] = Bar(link.figure)
    drawn = to_scale(list(bars.values()))
    return drawn if len(drawn) > 1 else []
