from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import TestCase
from django.urls import reverse

from figures.models import Figure
from tests.factories import make_figure, make_source

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
