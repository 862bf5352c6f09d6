"""What staff say is elsewhere; what they say of our own pages is read by `index`."""

from .index import Document, Kind, indexed
from .models import Signpost


@indexed(Kind("ailleurs", "Sur un autre site", "Sur d’autres sites", rank=3))
def elsewhere():
    for signpost in Signpost.objects.filter(address__startswith="https://"):
        yield Document(
            signpost.title,
            signpost.address,
            [signpost.text],
            note=signpost.address.split("/")[2],
            aliases=signpost.words.split(","),
        )
