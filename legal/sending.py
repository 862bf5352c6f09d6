"""The town as its messages sign: what the legal notice says of it."""

from mail.sender import Sender, sends
from publishing.models import Body

from .models import Publisher


@sends
def town():
    town = Publisher.objects.filter(body=Body.CITY).first() or Publisher(body=Body.CITY)
    return Sender(str(town), ", ".join(town.address.splitlines()))
