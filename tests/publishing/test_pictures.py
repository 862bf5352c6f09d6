import io
import struct
import zlib

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import SimpleTestCase, TestCase
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pictures.decoding import MAX_BYTES, decode
from pictures.files import FORMATS
from publishing.models import Picture
from tests.factories import make_picture

UNREADABLE = "Ce fichier n’est pas une image lisible. Formats acceptés : JPEG, PNG, WebP, AVIF."
ORIENTATION, GPS = 0x0112, 0x8825
RED, BLUE = (200, 30, 30), (30, 30, 200)


def encoded(image, format_name, **options):
    file = io.BytesIO()
    image.save(file, format_name, **options)
    return file.getvalue()


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content)


def photograph(width=800, height=600):
    """A telephone's JPEG: red on the left, blue on the right, lying on its side, with its place,
    its device and a comment."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turn a quarter to the right to see it upright
    exif[0x0110] = "Telephone de Camille"
    exif.get_ifd(GPS).update({1: "N", 2: (44.0, 7.0, 30.0), 3: "E", 4: (4.0, 5.0, 0.0)})
    return encoded(image, "JPEG", exif=exif, comment=b"prise chez Camille")


def near(color, expected):
    return all(abs(one - other) < 40 for one, other in zip(color, expected, strict=True))


def header_of_png(width, height):
    """A PNG that announces a size without holding it."""
    data = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    end = b"IEND"
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            struct.pack(">I", 13) + data + struct.pack(">I", zlib.crc32(data)),
            struct.pack(">I", 0) + end + struct.pack(">I", zlib.crc32(end)),
        ]
    )


class DecodeTests(SimpleTestCase):
    def assert_refused(self, content, message):
        with self.assertRaises(ValidationError) as refusal:
            decode(upload(content))
        self.assertEqual(refusal.exception.messages, [message])

    def test_a_photograph_is_put_upright_and_forgets_where_it_was_taken(self):
        image = decode(upload(photograph()))

        self.assertEqual((image.mode, image.size), ("RGB", (600, 800)))
        self.assertTrue(near(image.getpixel((300, 100)), RED))
        self.assertTrue(near(image.getpixel((300, 700)), BLUE))
        self.assertEqual(dict(image.getexif()), {})
        self.assertEqual(image.info, {})

    def test_transparency_becomes_white_paper(self):
        drawing = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
        palette = Image.new("P", (10, 10), 0)
        for content in (
            encoded(drawing, "PNG"),
            encoded(drawing, "WEBP"),
            encoded(palette, "PNG", transparency=0),
            encoded(Image.new("LA", (10, 10), (0, 0)), "PNG"),
        ):
            with self.subTest(content[:12]):
                self.assertEqual(decode(upload(content)).getpixel((5, 5)), (255, 255, 255))

    def test_a_printers_file_becomes_a_screens(self):
        image = decode(upload(encoded(Image.new("CMYK", (10, 10), (0, 255, 255, 0)), "JPEG")))

        self.assertEqual(image.mode, "RGB")
        self.assertTrue(near(image.getpixel((5, 5)), (255, 0, 0)))

    def test_deep_greys_keep_their_value(self):
        image = decode(upload(encoded(Image.new("I;16", (10, 10), 30000), "PNG")))

        self.assertEqual(image.getpixel((5, 5)), (117, 117, 117))

    def test_what_is_not_a_picture_is_refused(self):
        for content in (b"bonjour", b"", b"%PDF-1.4", b"<svg onload='alert(1)'/>", b"GIF89a"):
            with self.subTest(content):
                self.assert_refused(content, UNREADABLE)

    def test_other_formats_are_refused_whatever_their_name(self):
        for format_name in ("GIF", "BMP", "TIFF"):
            with self.subTest(format_name):
                self.assert_refused(encoded(Image.new("RGB", (10, 10)), format_name), UNREADABLE)

    def test_a_truncated_picture_is_refused(self):
        content = photograph()
        self.assert_refused(content[: len(content) // 2], UNREADABLE)

    def test_too_many_bytes_are_refused_before_decoding(self):
        self.assert_refused(
            b"\xff\xd8" + bytes(MAX_BYTES),
            "L’image dépasse 15 Mo : réduisez-la avant de la déposer.",
        )

    def test_too_many_points_are_refused_before_decoding(self):
        message = "L’image dépasse 40 millions de points : réduisez-la avant de la déposer."
        for side in (6400, 9500, 14000, 60000):  # the decoder's own two limits are in between
            with self.subTest(side):
                self.assert_refused(header_of_png(side, side), message)

    def test_a_broken_exif_block_does_not_spoil_a_whole_picture(self):
        content = photograph().replace(b"Exif\x00\x00MM\x00*", b"Exif\x00\x00M?\x00*")

        self.assertEqual(decode(upload(content)).size, (800, 600))

    @given(st.sampled_from(["JPEG", "PNG", "WEBP", "AVIF"]), st.data())
    def test_a_damaged_file_is_read_or_refused_in_french(self, format_name, data):
        content = bytearray(encoded(Image.new("RGB", (16, 12), RED), format_name))
        for _ in range(3):
            place = data.draw(st.integers(0, len(content) - 1))
            content[place] = data.draw(st.integers(0, 255))
        try:
            self.assertEqual(decode(upload(bytes(content))).mode, "RGB")
        except ValidationError as refusal:
            self.assertRegex(refusal.messages[0], "lisible|réduisez-la")


class PictureFilesTests(TestCase):
    def keep(self, content):
        picture = Picture(title="Camille", alt="Une personne.")
        picture.set_image(decode(upload(content)))
        picture.save()
        return picture

    def files_of(self, picture):
        return sorted(path.name for path in picture.path_of(picture.folder).iterdir())

    def test_every_size_is_written_in_every_format(self):
        picture = self.keep(photograph(1000, 1400))

        self.assertEqual((picture.width, picture.height), (1400, 1000))
        self.assertEqual(
            self.files_of(picture),
            sorted(f"{width}.{name}" for width in (320, 640, 1200) for name, _, _ in FORMATS),
        )
        for path in picture.path_of(picture.folder).iterdir():
            with Image.open(path) as image:
                width = int(path.stem)
                self.assertEqual(image.size, (width, round(width * 1000 / 1400)))

    def test_no_file_says_where_or_by_whom(self):
        picture = self.keep(photograph())

        for path in picture.path_of(picture.folder).iterdir():
            with self.subTest(path.name):
                self.assertNotIn(b"Camille", path.read_bytes())
                self.assertNotIn(b"Exif", path.read_bytes())
                with Image.open(path) as image:
                    self.assertEqual(dict(image.getexif().get_ifd(GPS)), {})

    def test_a_small_picture_is_not_enlarged(self):
        picture = self.keep(encoded(Image.new("RGB", (200, 100)), "PNG"))

        self.assertEqual(self.files_of(picture), ["200.avif", "200.jpg", "200.webp"])

    def test_deleting_a_picture_deletes_its_files(self):
        picture = self.keep(photograph())
        folder = picture.path_of(picture.folder)
        self.assertTrue(folder.exists())

        with self.captureOnCommitCallbacks(execute=True):
            picture.delete()

        self.assertFalse(folder.exists())

    def test_the_public_address_serves_the_sizes_and_nothing_else(self):
        picture = self.keep(photograph())
        for extension, kind in [("avif", "avif"), ("webp", "webp"), ("jpg", "jpeg")]:
            address = picture.address(320, extension)
            answer = self.client.get(address)
            self.assertEqual(answer.status_code, 200)
            self.assertEqual(answer["Content-Type"], f"image/{kind}")
            self.assertGreater(len(answer.getvalue()), 100)  # read to its end, which closes it
        for method in ("PUT", "DELETE", "TRACE", "FOO", "POST"):
            self.assertEqual(self.client.generic(method, address).status_code, 405, method)
        for other in ("original.jpg", "320.png", "../../db.sqlite3", ""):
            self.assertEqual(
                self.client.get(f"/media/images/{picture.folder}/{other}").status_code, 404
            )


class PictureRulesTests(TestCase):
    def test_an_informative_picture_needs_its_text(self):
        picture = make_picture()
        picture.alt = ""

        with self.assertRaises(ValidationError) as refusal:
            picture.full_clean()
        self.assertEqual(
            refusal.exception.messages,
            ["Écrivez le texte de remplacement, ou cochez « décorative »."],
        )
        with self.assertRaises(IntegrityError), transaction.atomic():
            Picture.objects.filter(pk=picture.pk).update(alt="")

    def test_a_decorative_picture_says_nothing(self):
        make_picture(alt="", is_decorative=True).full_clean()

    def test_the_focal_point_is_inside(self):
        picture = make_picture()
        picture.focal_x = 2

        with self.assertRaises(ValidationError) as refusal:
            picture.full_clean()
        self.assertEqual(refusal.exception.messages, ["Le centre d’intérêt va de 0 à 1."])


class PictureAdminTests(TestCase):
    def setUp(self):
        self.client.force_login(User.objects.create_superuser("editrice", password="x"))

    def send(self, url, file, **fields):
        data = {"title": "Jardin", "alt": "Un jardin.", "focal_x": "0.5", "focal_y": "0.3"}
        return self.client.post(url, data | fields | ({"file": file} if file else {}))

    def add(self, file):
        return self.send(reverse("admin:publishing_picture_add"), file)

    def test_a_photograph_is_taken_in_at_its_public_sizes(self):
        self.assertRedirects(
            self.add(upload(photograph())), reverse("admin:publishing_picture_changelist")
        )
        picture = Picture.objects.get()
        self.assertEqual((picture.title, picture.width, picture.height), ("Jardin", 600, 800))

    def test_what_is_wrong_is_said_and_nothing_is_kept(self):
        for file, message in [
            (upload(b"bonjour"), UNREADABLE),
            (None, "Choisissez un fichier d’image."),
        ]:
            page = self.add(file)
            self.assertEqual(page.context["adminform"].form.errors["file"], [message])
        self.assertEqual(Picture.objects.count(), 0)

    def test_a_new_file_takes_the_place_of_the_former(self):
        self.add(upload(photograph()))
        picture = Picture.objects.get()
        former = picture.path_of(picture.folder)
        url = reverse("admin:publishing_picture_change", args=[picture.pk])

        with self.captureOnCommitCallbacks(execute=True):
            self.send(url, upload(encoded(Image.new("RGB", (300, 300)), "PNG")))

        picture.refresh_from_db()
        self.assertEqual(picture.width, 300)
        self.assertTrue(picture.path_of(picture.folder).exists())
        self.assertFalse(former.exists())

    def test_words_change_without_sending_the_file_again(self):
        self.add(upload(photograph()))
        picture = Picture.objects.get()

        self.send(
            reverse("admin:publishing_picture_change", args=[picture.pk]), None, alt="Un potager."
        )

        folder = picture.folder
        picture.refresh_from_db()
        self.assertEqual((picture.alt, picture.folder), ("Un potager.", folder))

    def test_deleting_from_the_list_deletes_the_files_too(self):
        self.add(upload(photograph()))
        picture = Picture.objects.get()

        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(
                reverse("admin:publishing_picture_changelist"),
                {"action": "delete_selected", "_selected_action": [picture.pk], "post": "yes"},
            )

        self.assertEqual(Picture.objects.count(), 0)
        self.assertFalse(picture.path_of(picture.folder).exists())
