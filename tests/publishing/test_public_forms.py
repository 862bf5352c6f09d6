"""What a form without cookie asks of who sends it, and how often it takes."""

import datetime
import ipaddress

from django import forms
from django.conf import settings
from django.test import RequestFactory, TestCase, override_settings
from django.utils import timezone

from publishing import public_forms
from publishing.attempts import Limit, TooMany, count, network_of
from publishing.models import Attempt
from publishing.public_forms import PublicForm, comes_from_here, page_of
from publishing.signed import Refused, seal, unseal
from tests.clock import clock_at

HERE = {"Origin": "http://testserver"}


class OneField(PublicForm):
    mot = forms.CharField()


def sent(headers=HERE, **data):
    request = RequestFactory().post("/", headers=headers)
    form = OneField({"mot": "oui"} | data, request=request)
    return list(form.non_field_errors())


class TokenTests(TestCase):
    def sent_after(self, **delay):
        with clock_at("2026-11-23 12:00"):
            token = seal("", public_forms.USE)
        later = datetime.datetime(2026, 11, 23, 12) + datetime.timedelta(**delay)
        with clock_at(later.isoformat()):
            return sent(jeton=token)

    def test_from_three_seconds_to_two_days(self):
        for delay, said in [
            ({"seconds": 2}, [public_forms.HURRIED]),
            ({"seconds": 3}, []),
            ({"hours": 47}, []),
            ({"hours": 49}, [public_forms.STALE]),
            ({"seconds": -60}, [public_forms.HURRIED]),
        ]:
            with self.subTest(delay):
                self.assertEqual(self.sent_after(**delay), said)

    def test_none_or_another_s_is_refused(self):
        for token in ("", "x", "a.b", "é", "\0", seal("", "another-use"), "W10." + "A" * 43):
            with self.subTest(token):
                self.assertEqual(sent(jeton=token), [public_forms.MALFORMED])

    def test_each_form_shown_has_a_new_one(self):
        form = OneField(request=RequestFactory().get("/"))
        _, age = unseal(form.fresh_token, public_forms.USE)
        self.assertLess(age, datetime.timedelta(seconds=60))

    def test_another_key_refuses_it_unless_the_former_is_kept(self):
        token = seal("valeur", "essai")
        with override_settings(SECRET_KEY="autre" * 12), self.assertRaises(Refused):
            unseal(token, "essai")
        with override_settings(SECRET_KEY="autre", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
            self.assertEqual(unseal(token, "essai")[0], "valeur")


class OriginTests(TestCase):
    def comes_from_here(self, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return comes_from_here(RequestFactory().post("/", headers=headers))

    def test_this_site_is_recognised_by_whatever_the_browser_says(self):
        self.assertTrue(self.comes_from_here(Sec_Fetch_Site="same-origin", Origin="null"))
        self.assertTrue(self.comes_from_here(Origin="http://testserver"))
        self.assertTrue(self.comes_from_here(Referer="http://testserver/newsletter/"))
        with override_settings(SITE_URL="https://www.exemple.fr"):
            self.assertTrue(self.comes_from_here(Origin="https://www.exemple.fr"))

    def test_others_and_silence_are_refused(self):
        for headers in (
            {"Sec_Fetch_Site": "cross-site", "Origin": "http://testserver"},
            {"Sec_Fetch_Site": "same-site"},
            {"Sec_Fetch_Site": "none"},
            {"Origin": "https://exemple.com", "Referer": "http://testserver/"},
            {"Origin": "null"},
            {"Origin": "http://testserver.exemple.com"},
            {"Origin": "http://[::1"},
            {"Referer": "https://exemple.com/?http://testserver"},
            {},
        ):
            with self.subTest(headers):
                self.assertFalse(self.comes_from_here(**headers))

    def test_the_page_of_the_form_is_told_by_its_path_only(self):
        for referer, page in [
            ("http://testserver/actions/9/?a=secret", "/actions/9/"),
            ("https://exemple.com/ailleurs/", "/ici/"),
            ("http://[::1", "/ici/"),
            ("", "/ici/"),
        ]:
            request = RequestFactory().post("/ici/", headers={"Referer": referer})
            self.assertEqual(page_of(request), page)


class TrapTests(TestCase):
    def test_a_field_that_nobody_sees_stays_empty(self):
        token = seal("", public_forms.USE)
        later = timezone.now() + datetime.timedelta(seconds=5)
        with clock_at(later.isoformat()):
            self.assertEqual(sent(jeton=token, complement=""), [])
            self.assertEqual(sent(jeton=token, complement="x"), [public_forms.TRAPPED])


class LimitTests(TestCase):
    limit = Limit("essai", 2, datetime.timedelta(hours=1))

    def test_it_opens_again_when_the_period_has_passed(self):
        for minute in ("00", "20"):
            with clock_at(f"2026-11-23 12:{minute}"):
                count((self.limit, "a"))
        with clock_at("2026-11-23 12:30"), self.assertRaises(TooMany) as refused:
            count((self.limit, "a"))
        self.assertEqual((refused.exception.seconds, refused.exception.wait), (1800, "30 minutes"))
        with clock_at("2026-11-23 12:30"):
            count((self.limit, "b"))
        with clock_at("2026-11-23 13:01"):
            count((self.limit, "a"))

    def test_one_limit_reached_counts_nothing_in_the_other(self):
        other = Limit("autre", 9, datetime.timedelta(hours=1))
        for _ in range(2):
            count((self.limit, "a"))
        with self.assertRaises(TooMany):
            count((other, "n"), (self.limit, "a"))
        self.assertEqual(Attempt.objects.count(), 2)

    def test_what_is_counted_cannot_be_read(self):
        count((self.limit, "192.0.2.0/24"))
        attempt = Attempt.objects.get()
        self.assertRegex(attempt.digest, "^[0-9a-f]{64}$")
        with override_settings(SECRET_KEY="autre" * 12):
            self.assertEqual(self.limit.seconds_to_wait("192.0.2.0/24"), 0)

    def test_waits_are_told_in_words(self):
        waits = [TooMany(self.limit, s).wait for s in (1, 61, 3540, 3600, 86400)]
        self.assertEqual(waits, ["1 minute", "2 minutes", "59 minutes", "1 heure", "24 heures"])


class NetworkTests(TestCase):
    def network(self, address, forwarded=None):
        extra = {"REMOTE_ADDR": address}
        if forwarded:
            extra["HTTP_X_FORWARDED_FOR"] = forwarded
        return network_of(RequestFactory().post("/", **extra))

    def test_neighbours_are_one(self):
        self.assertEqual(self.network("192.0.2.7"), "192.0.2.0/24")
        self.assertEqual(self.network("::ffff:192.0.2.7"), "192.0.2.0/24")
        self.assertEqual(self.network("2001:db8:1:2ff::7"), "2001:db8:1:200::/56")
        self.assertEqual(self.network(""), "inconnu")
        self.assertEqual(self.network("x"), "inconnu")

    def test_behind_our_proxies_it_is_the_nearest_stranger(self):
        with override_settings(TRUSTED_PROXIES=[ipaddress.ip_network("10.0.0.0/8")]):
            self.assertEqual(
                self.network("10.0.0.1", "203.0.113.9, 192.0.2.7, 10.0.0.2"), "192.0.2.0/24"
            )
            self.assertEqual(self.network("10.0.0.1", "menteur"), "inconnu")
