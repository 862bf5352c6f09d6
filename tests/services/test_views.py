from django.core.exceptions import ValidationError
from django.test import TestCase

from publishing.text.dates import PartialDate
from publishing.text.typography import NBSP
from services.models import Landmark
from tests.factories import (
    make_action,
    make_figure,
    make_moment,
    make_portrait,
    make_service,
    make_source,
)


class DayTests(TestCase):
    def test_the_day_is_told_in_order_with_its_numbers_and_reservations(self):
        make_figure("lignes-de-bus", 80)
        service = make_service(name="Transports", body="agglomeration")
        make_moment(
            service=service, time="08:00", title="Bus", text="[[lignes-de-bus]] lignes de bus."
        )
        make_moment(time="05:30", title="Propreté", reservation="Nombre à vérifier.")

        page = self.client.get("/journee/")

        self.assertEqual([m.title for m in page.context["object_list"]], ["Propreté", "Bus"])
        self.assertContains(page, f'<time datetime="05:30">5{NBSP}h{NBSP}30</time>', html=True)
        self.assertContains(page, f"<b>80</b>{NBSP}lignes de bus.")
        self.assertContains(page, "Nombre à vérifier.")
        self.assertContains(page, service.get_absolute_url())

    def test_a_service_that_is_not_public_is_not_linked(self):
        service = make_service(state="brouillon")
        make_moment(service=service)

        self.assertNotContains(self.client.get("/journee/"), service.get_absolute_url())

    def test_an_empty_day_says_so(self):
        self.assertContains(self.client.get("/journee/"), "Aucun moment n’est publié")


class ServiceListTests(TestCase):
    def test_services_are_listed_by_public_body(self):
        for body in ("ccas", "ville", "agglomeration"):
            make_service(name=f"Service {body}", body=body)
        make_service(name="Brouillon", state="brouillon")

        page = self.client.get("/services/")

        self.assertEqual(
            [(body, [s.name for s in services]) for body, services in page.context["by_body"]],
            [
                ("ville", ["Service ville"]),
                ("agglomeration", ["Service agglomeration"]),
                ("ccas", ["Service ccas"]),
            ],
        )
        self.assertContains(page, "3 services")

    def test_an_empty_list_says_so(self):
        self.assertContains(self.client.get("/services/"), "Aucun service n’est encore publié.")


class ServiceDetailTests(TestCase):
    def test_a_service_shows_all_that_is_known_of_it(self):
        service = make_service(
            name="Eau",
            text="## Histoire\n\nRégie.",
            phone="04 66 00 00 00",
            practical_on=PartialDate.from_iso("2025-09"),
        )
        service.figures.add(make_figure("foyers", 65000, label="Foyers desservis"))
        Landmark.objects.create(
            service=service,
            occurred_on=PartialDate.from_iso("1998-07-01"),
            text="La régie est créée.",
            source=make_source(title="Vingt ans de régie"),
        )
        Landmark.objects.create(service=service, text="Sans date.", source=make_source())
        moment = make_moment(service=service, title="Robinet")
        portrait = make_portrait(service=service)
        action = make_action("en-cours", service=service, title="Fontaines")

        page = self.client.get(service.get_absolute_url())

        for text in (
            *("<h2>Histoire</h2>", "Foyers desservis", "La régie est créée.", "Vingt ans de régie"),
            *(
                "1er juillet 1998".replace("1er ", f"1<sup>er</sup>{NBSP}").replace(
                    " 1998", f"{NBSP}1998"
                ),
                "Date non connue",
            ),
            *(moment.get_absolute_url(), portrait.get_absolute_url(), action.get_absolute_url()),
            f"04{NBSP}66{NBSP}00{NBSP}00{NBSP}00",
        ):
            self.assertContains(page, text)

    def test_what_nobody_filled_is_told_with_where_to_ask(self):
        desk = make_service(name="Accueil", address="1, place du Marché", answers_for_all=True)
        bins = make_service(
            name="Déchets", phone="04 66 00 00 00", practical_on=PartialDate.from_iso("2025-09")
        )
        page = self.client.get(bins.get_absolute_url())
        self.assertContains(page, 'href="tel:0466000000"')
        self.assertContains(page, ">septembre 2025</time>")
        self.assertContains(
            page, "Nous n’avons pas&nbsp;: jours et horaires, adresse d’accueil, démarche en ligne."
        )
        self.assertContains(page, f'<a href="{desk.get_absolute_url()}">Accueil</a>')
        self.assertContains(page, "1, place du Marché")
        self.assertContains(self.client.get(desk.get_absolute_url()), "Demandez sur place.")
        desk.delete()
        self.assertContains(self.client.get(bins.get_absolute_url()), "de votre mairie")

    def test_what_is_practical_is_dated(self):
        service = make_service(hours="Lundi : 9 h à 12 h")
        with self.assertRaises(ValidationError) as refused:
            service.full_clean()
        self.assertEqual(
            refused.exception.message_dict,
            {"practical_on": ["Dites de quand datent ces renseignements : ils vieillissent."]},
        )

    def test_the_words_of_the_citizens_find_it(self):
        service = make_service(name="Déchets et tri", search_words="poubelle, ordures")
        page = self.client.get("/recherche/", {"q": "poubelles"})
        self.assertContains(page, service.get_absolute_url())

    def test_drafts_around_it_stay_hidden(self):
        service = make_service()
        make_moment(service=service, title="Secret", state="brouillon")
        make_portrait(service=service, trade="Secret", state="brouillon")
        make_action(service=service, title="Secret", state="brouillon")

        self.assertNotContains(self.client.get(service.get_absolute_url()), "Secret")
