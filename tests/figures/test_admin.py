from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import TestCase
from django.urls import reverse

from figures.models import Figure, Reading
from tests.clock import clock_at
from tests.factories import make_figure, make_service, make_source

ONE_ONLY = "Cochez « affichée » pour un relevé et un seul : les pages montrent celui-là."


class FigureAdminTests(TestCase):
    def setUp(self):
        self.client.force_login(User.objects.create_superuser("editrice", password="x"))
        self.source = make_source()

    def send(self, *readings, url=None, initial=0, **fields):
        data = {
            "label": "Jours d’ouverture",
            "key": "jours-ouverture",
            "unit": "jours",
            "reason": "Le seul relevé connu.",
            "readings-TOTAL_FORMS": len(readings),
            "readings-INITIAL_FORMS": initial,
        } | fields
        for number, reading in enumerate(readings):
            row = {"as_of": "2019", "source": self.source.pk, "value": "300"} | reading
            data |= {f"readings-{number}-{name}": value for name, value in row.items()}
        return self.client.post(url or reverse("admin:figures_figure_add"), data)

    def test_a_figure_is_kept_with_its_reading(self):
        self.send({"is_shown": "on", "as_of": "mai 2019"})

        figure = Figure.objects.get()
        self.assertEqual((figure.shown.value, str(figure.shown.as_of)), (300, "mai 2019"))

    def test_one_reading_is_shown_and_only_one(self):
        for rows in ([{}], [{"is_shown": "on"}, {"is_shown": "on"}]):
            page = self.send(*rows)
            formset = page.context["inline_admin_formsets"][0].formset
            self.assertEqual(formset.non_form_errors(), [ONE_ONLY])
        self.assertEqual(Figure.objects.count(), 0)

    def test_the_shown_reading_can_change(self):
        figure = make_figure("communes", 73)
        reading = figure.readings.get()
        url = reverse("admin:figures_figure_change", args=[figure.pk])

        answer = self.send(
            {"id": reading.pk, "figure": figure.pk, "value": "73"},
            {"figure": figure.pk, "value": "72", "is_shown": "on"},
            url=url,
            initial=1,
            key="communes",
        )

        self.assertEqual(answer.status_code, 302)
        self.assertEqual(Figure.objects.get().shown.value, 72)

    def errors(self, page):
        return page.context["inline_admin_formsets"][0].formset.non_form_errors()

    def test_what_is_doubtful_asks_for_a_reason_before_it_is_public(self):
        go_on = "Corrigez, ou écrivez sous « Tenue à jour » pourquoi continuer."
        with clock_at("2031-07-10T10:00"):
            self.client.force_login(User.objects.get())
            impossible = self.send({"is_shown": "on", "value": "553", "as_of": "2030"}, reason="")
            disputed = self.send(
                {"is_shown": "on", "as_of": "2030"}, {"value": "301", "as_of": "2030"}, reason=" "
            )
            older = self.send({"is_shown": "on"}, {"as_of": "mai 2030"}, reason="")
            stale = self.send({"is_shown": "on"}, reason="")
            self.assertEqual(Figure.objects.count(), 0)
            self.send({"is_shown": "on", "as_of": "2030"}, reason="")
        self.assertEqual(
            self.errors(impossible),
            ["553 : valeur impossible : une année a 366 jours au plus.", go_on],
        )
        self.assertEqual(
            self.errors(disputed),
            ["Un autre relevé dit 301 à la même date : deux sources se contredisent.", go_on],
        )
        self.assertEqual(
            self.errors(older),
            ["Un relevé plus récent existe (31/05/2030) ; l’affiché date de 2019.", go_on],
        )
        self.assertEqual(self.errors(stale), ["Cette valeur date de 2019 : 12 ans.", go_on])
        figure = Figure.objects.get()
        self.send({"is_shown": "on", "value": "553"}, key="autre", reason="La Ville le dit.")
        self.assertEqual(
            Figure.history.filter(key="autre").first().history_change_reason, "La Ville le dit."
        )
        self.assertContains(
            self.client.get(reverse("admin:figures_figure_changelist")), f"[[{figure.key}]]"
        )

    def test_a_missing_source_is_one_error(self):
        page = self.send({"is_shown": "on", "source": ""})
        self.assertEqual(self.errors(page), [])

    def test_where_it_is_read_and_what_those_pages_would_say(self):
        figure = make_figure("communes", 73, label="Communes")
        reading = figure.readings.get()
        service = make_service(name="Eau", text="Le bien commun. Elle sert [[communes]] communes.")
        service.figures.add(figure)
        make_service(name="Autre", text="Le réseau a [[communes-membres]].")
        url = reverse("admin:figures_figure_change", args=[figure.pk])
        places = self.client.get(url).context["places"]
        self.assertEqual(
            {place.now for place in places},
            {"Elle sert 73\u00a0communes.", "Communes : 73"},
        )
        page = self.send(
            {"id": reading.pk, "figure": figure.pk, "value": "74", "is_shown": "on"},
            url=url,
            initial=1,
            label="Communes",
            _apercu="1",
        )
        self.assertContains(page, "<ins>Elle sert 74\u00a0communes.</ins>")
        self.assertContains(page, "Rien n’est encore enregistré")
        self.assertEqual(figure.readings.get().value, 73)

    def test_a_reading_takes_effect_on_its_day(self):
        figure = make_figure("communes", 73)
        later = figure.readings.create(
            value=74,
            as_of=figure.shown.as_of,
            source=self.source,
            takes_effect_on="2031-07-10",
        )
        for day, shown in {"2031-07-09": 73, "2031-07-10": 74}.items():
            with clock_at(f"{day}T00:05"):
                Reading.take_effect()
                Reading.take_effect()
            self.assertEqual(Figure.objects.get().shown.value, shown)
        later.refresh_from_db()
        self.assertIsNone(later.takes_effect_on)
        page = self.send({"is_shown": "on", "takes_effect_on": "10/07/2031"}, key="autre")
        self.assertContains(page, "Ce relevé est déjà affiché")

    def test_an_impossible_value_is_flagged_before_anyone_reads_it(self):
        answer = self.send({"is_shown": "on", "value": "553"})

        self.assertIn(
            "« Jours d’ouverture », 553 jours : valeur impossible : une année a 366 jours au plus. "
            "Corrigez la valeur, ou écrivez une réserve que le public lira.",
            [str(message) for message in get_messages(answer.wsgi_request)],
        )
        page = self.client.get(reverse("admin:figures_figure_changelist"))
        self.assertContains(page, "valeur impossible : une année a 366 jours au plus")

    def test_the_list_names_the_sources_that_disagree(self):
        self.send({"is_shown": "on"}, {"value": "301"})

        self.assertContains(
            self.client.get(reverse("admin:figures_figure_changelist")), "sources divergentes"
        )

    def test_a_wrong_date_is_refused_and_kept_on_the_form(self):
        page = self.send({"is_shown": "on", "as_of": "avant"})

        self.assertContains(page, "« avant » n’est pas une date lisible")
        self.assertContains(page, 'value="avant"')
