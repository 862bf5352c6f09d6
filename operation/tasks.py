from publishing import clock

from .health import sign


@clock.frequent
def tell_of_life() -> None:
    """For /sante/: the worker of this machine is alive."""
    path = sign()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch()
