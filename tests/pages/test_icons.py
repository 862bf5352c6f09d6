import io

from django.test import SimpleTestCase
from PIL import Image

from publishing.tokens import colour


class IconTests(SimpleTestCase):
    def test_each_is_drawn_in_the_colours_of_the_site(self):
        for path, size, form in (
            ("/favicon.ico", (48, 48), "ICO"),
            ("/apple-touch-icon.png", (180, 180), "PNG"),
        ):
            with self.subTest(path):
                response = self.client.get(path)
                image = Image.open(io.BytesIO(response.content))
                self.assertEqual((image.size, image.format), (size, form))
                corner = "#{:02x}{:02x}{:02x}".format(*image.convert("RGB").getpixel((0, 0)))
                self.assertEqual(corner, colour("green"))
                self.assertGreater(len(image.convert("RGB").getcolors(99_999)), 2)
                self.assertEqual(self.client.post(path).status_code, 405)
