"""The last message about actions that are over, and what becomes of a subscription to them."""

from django.test import TestCase
from django.utils import timezone

from mail.models import OutgoingMail
from newsletter.models import Subscriber
from newsletter.subscribers.endings import tell_last_news
from tests.clock import clock_at
from tests.factories import make_action, make_subscriber, make_theme, record


class LastNewsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.open = make_action("en-cours", number=1, title="Le parc")
        cls.done = make_action("en-cours", number=9, title="Les Halles")
        cls.merged = make_action("en-cours", number=12, title="La place")
        cls.taker = make_action("en-cours", number=20, title="Le quartier")
        cls.gone = make_action("en-cours", number=30, title="Le secret", state="publie")
        cls.half = make_action("en-cours", number=31, title="À moitié")
        everything = [cls.done, cls.merged, cls.gone, cls.half]
        cls.all = make_subscriber("tout@exemple.fr", actions=[*everything, cls.open])
        cls.one = make_subscriber("un@exemple.fr", actions=[cls.done])
        cls.theme = make_subscriber(
            "theme@exemple.fr", themes=[make_theme(slug="places")], actions=[cls.done]
        )
        make_subscriber("ailleurs@exemple.fr", actions=[cls.open, cls.half])
        make_subscriber("non-confirme@exemple.fr", actions=[cls.done], confirmed_at=None)
        record(cls.done, status="realisee", occurred_on="2018-04-01")
        record(cls.half, status="realisee", is_partial=True, occurred_on="2018-04-01")
        record(cls.merged, status="abandonnee", merged_into=cls.taker, occurred_on="2018-04-01")
        cls.gone.state = "brouillon"
        cls.gone.save()
        cls.later = (timezone.now() + timezone.timedelta(days=8)).isoformat()

    def told(self):
        return {mail.recipient: mail for mail in OutgoingMail.objects.all()}

    def test_nothing_is_said_within_a_week(self):
        tell_last_news()
        self.assertEqual(self.told(), {})

    def test_each_person_gets_one_message_and_follows_these_no_more(self):
        with clock_at(self.later):
            tell_last_news()
            tell_last_news()
        told = self.told()
        self.assertEqual(set(told), {"tout@exemple.fr", "un@exemple.fr", "theme@exemple.fr"})
        whole = told["tout@exemple.fr"]
        self.assertIn("Fin de suivi : 3 actions", whole.subject)
        for text in (whole.text, whole.html):
            plain = text.replace("\u00a0", " ").replace("&nbsp;", " ")
            for words in (
                "n° 9, Les Halles",
                "est réalisée",
                "est regroupée avec l’action n° 20, Le quartier",
                "Suivre l’action n° 20 à la place",
                "?action=20",
                "L’action n° 30",
                "a été retirée du site",
                "Le reste de votre abonnement ne change pas",
                "désabonnez-vous",
            ):
                self.assertIn(words, " ".join(plain.split()))
            self.assertNotIn("Le secret", text)
        self.assertCountEqual(self.all.actions.all(), [self.open, self.half])
        self.assertIn("l’action n° 9", told["un@exemple.fr"].subject)

    def test_who_follows_nothing_more_is_asked_and_may_choose_again(self):
        with clock_at(self.later):
            tell_last_news()
        told = self.told()
        self.assertIn("Vous ne suivez plus rien.", told["un@exemple.fr"].text)
        self.assertNotIn("Vous ne suivez plus rien.", told["theme@exemple.fr"].text)
        asked = Subscriber.objects.filter(asked_again_at__isnull=False)
        self.assertEqual(list(asked), [self.one])
        link = next(
            word for word in told["un@exemple.fr"].text.split() if "/preferences/" in word
        ).removeprefix("http://localhost:8000")
        path = link[link.index("/newsletter/") :]
        with clock_at(self.later):
            self.client.post(path, {"rythme": "mensuel", "actions": ["20"]})
        self.one.refresh_from_db()
        self.assertEqual(
            (list(self.one.actions.all()), self.one.asked_again_at), ([self.taker], None)
        )
