import datetime
import json

from django.template import Context, Template
from django.test import RequestFactory, SimpleTestCase

from publishing.text.dates import PartialDate
from publishing.text.typography import NBSP


def render(template, path="/", **context):
    context["request"] = RequestFactory().get(path)
    return Template("{% load publishing_tags %}" + template).render(Context(context))


def json_ld_of(html):
    block = html.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    return json.loads(block)


class DateTagTests(SimpleTestCase):
    def test_a_date_is_a_time_and_nothing_around_it(self):
        for value, expected in [
            (
                datetime.date(2019, 5, 1),
                f'<time datetime="2019-05-01">1<sup>er</sup>{NBSP}mai{NBSP}2019</time>,',
            ),
            (PartialDate.from_iso("2017-05"), '<time datetime="2017-05">mai 2017</time>,'),
            (None, ","),
        ]:
            with self.subTest(value):
                self.assertEqual(render("{% date value %},", value=value), expected)


class TypoFilterTests(SimpleTestCase):
    def test_text_is_typeset_and_escaped(self):
        self.assertEqual(render("{{ text|typo }}", text="l'eau <b>"), "l’eau &lt;b&gt;")

    def test_plain_text_is_escaped_in_an_attribute(self):
        self.assertEqual(
            render('<p title="{{ text|typo_plain }}">', text='d\'un "b" <i>'),
            f'<p title="d’un «{NBSP}b{NBSP}» &lt;i&gt;">',
        )

    def test_nothing_stays_nothing(self):
        self.assertEqual(render("{{ a|typo }}{{ b|typo_plain }}", a=None, b=""), "")


class NavLinkTests(SimpleTestCase):
    def test_the_menu_says_where_one_is(self):
        for path, current in [
            ("/services/", ' aria-current="page"'),
            ("/services/eau/", ' aria-current="true"'),
            ("/", ""),
        ]:
            with self.subTest(path):
                link = render('{% nav_link "services:list" "Services" %}', path=path).strip()
                self.assertEqual(link, f'<a href="/services/"{current}>Services</a>')


class BreadcrumbTests(SimpleTestCase):
    TEMPLATE = '{% breadcrumb "Actions" "actions:list" name %}'

    def test_people_and_machines_are_given_the_same_steps(self):
        html = render(self.TEMPLATE, path="/actions/9/", name="L'été <b>")

        self.assertInHTML('<li><a href="/">Accueil</a></li>', html)
        self.assertInHTML('<li><a href="/actions/">Actions</a></li>', html)
        self.assertInHTML('<li><span aria-current="page">L’été &lt;b&gt;</span></li>', html)
        names = [step["name"] for step in json_ld_of(html)["itemListElement"]]
        self.assertEqual(names, ["Accueil", "Actions", "L’été <b>"])

    def test_machines_are_told_nothing_of_a_preview(self):
        html = render(self.TEMPLATE, name="Brouillon", is_preview=True)

        self.assertInHTML('<li><span aria-current="page">Brouillon</span></li>', html)
        self.assertNotIn("ld+json", html)
