import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pyshacl
from django.conf import settings
from django.test import TestCase
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef

from actions.open_data.datasets import DATASETS
from tests.factories import make_action, make_figure, make_process
from tests.reading import Reading

SHAPES = Path(__file__).with_name("dcat_shapes.ttl")
ADDRESS = "/donnees/catalogue.jsonld"


class CatalogueTests(TestCase):
    """The catalogue as a harvester reads it: RDF, not text."""

    @classmethod
    def setUpTestData(cls):
        make_action(number=9, status="en-cours")
        make_figure("agents")
        make_process()

    def graph(self):
        return Graph().parse(data=self.client.get(ADDRESS).content, format="json-ld")

    def test_it_has_the_shape_that_dcat_wants(self):
        conforms, _, report = pyshacl.validate(
            self.graph(), shacl_graph=str(SHAPES), advanced=False, inference="none"
        )
        self.assertTrue(conforms, report)

    def test_the_shapes_see_what_is_missing(self):
        graph = self.graph()
        graph.remove((None, DCTERMS.license, None))
        conforms, results, _ = pyshacl.validate(graph, shacl_graph=str(SHAPES), inference="none")
        self.assertFalse(conforms)
        self.assertIn("MinCountConstraintComponent", results.serialize())

    def test_every_file_is_there_and_can_be_fetched(self):
        addresses = sorted(
            urlsplit(str(url)).path for url in self.graph().objects(None, DCAT.downloadURL)
        )
        self.assertEqual(
            addresses,
            sorted(
                f"/donnees/{dataset.name}.{extension}"
                for dataset in DATASETS.values()
                for extension in dataset.extensions
            ),
        )
        for address in addresses:
            answer = self.client.get(address)
            self.assertEqual(answer.status_code, 200)
            self.assertNotEqual(answer.getvalue(), b"")

    def test_every_schema_it_names_can_be_fetched(self):
        for schema in set(self.graph().objects(None, DCTERMS.conformsTo)):
            response = self.client.get(urlsplit(str(schema)).path)
            self.assertEqual(response.json()["path"], str(schema))

    def test_every_address_of_this_site_that_it_names_exists(self):
        named = {str(node) for node in self.graph().all_nodes() if isinstance(node, URIRef)}
        own = {urlsplit(url).path for url in named if url.startswith(settings.SITE_URL)}
        self.assertIn("/mentions-legales/", own)
        for address in own:
            with self.subTest(address):
                answer = self.client.get(address)
                self.assertEqual(answer.status_code, 200)
                self.assertNotEqual(answer.getvalue(), b"")

    def test_the_size_of_a_text_file_is_exact(self):
        graph = self.graph()
        for file in graph.subjects(RDF.type, DCAT.Distribution):
            address = urlsplit(str(file)).path
            if address.endswith((".csv", ".json")):
                served = b"".join(self.client.get(address).streaming_content)
                self.assertEqual(int(graph.value(file, DCAT.byteSize)), len(served))

    def test_it_is_served_as_json_ld(self):
        self.assertEqual(self.client.get(ADDRESS).headers["Content-Type"], "application/ld+json")

    def test_the_page_describes_each_dataset_to_search_engines(self):
        page = self.client.get("/donnees/").content.decode()
        scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        (described,) = [d for d in map(json.loads, scripts) if d["@type"] == "DataCatalog"]
        self.assertEqual(described["@context"], "https://schema.org")
        self.assertEqual(
            [entry["name"] for entry in described["dataset"]],
            [dataset.table.title for dataset in DATASETS.values()],
        )
        for entry, dataset in zip(described["dataset"], DATASETS.values(), strict=True):
            self.assertEqual(entry["@type"], "Dataset")
            self.assertIn(f'id="{urlsplit(entry["url"]).fragment}"', page)
            self.assertGreaterEqual(len(entry["description"]), 50)  # what search engines ask
            self.assertEqual(entry["publisher"]["name"], "Ville d’Alès")
            self.assertRegex(entry["dateModified"], r"^20\d\d-\d\d-\d\dT.*\+00:00$")
            files = {file["contentUrl"]: file for file in entry["distribution"]}
            self.assertEqual(len(files), len(dataset.extensions))
            for address, file in files.items():
                served = self.client.get(urlsplit(address).path)
                self.assertNotEqual(served.getvalue(), b"")
                self.assertEqual(
                    served.headers["Content-Type"].partition(";")[0], file["encodingFormat"]
                )


class EmptySiteTests(Reading, TestCase):
    def test_an_empty_site_has_a_catalogue_and_a_page_too(self):
        self.assertEqual(len(self.client.get(ADDRESS).json()["dcat:dataset"]), len(DATASETS))
        self.assertContains(self.client.get("/donnees/"), "0 actions</p>")
