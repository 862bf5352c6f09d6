import datetime
import errno
import io
import re
import struct
import tempfile
import zlib
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import SimpleTestCase, TestCase, override_settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pillow_heif import register_heif_opener

from exchange.kept import FOLDER
from exchange.uploads import forget_uploads
from pictures import decoding, places
from pictures.decoding import DISK, HEIC, MAX_BYTES, SVG, UNREADABLE, decode
from pictures.files import FORMATS, WIDTHS
from publishing.models import Picture
from tests.clock import clock_at
from tests.factories import make_picture, make_portrait

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
        for content in (b"bonjour", b"", b"%PDF-1.4", b"GIF89a"):
            with self.subTest(content):
                self.assert_refused(content, UNREADABLE)

    def test_the_photograph_of_a_telephone_is_put_upright_and_forgets_its_place(self):
        register_heif_opener()
        jpeg = Image.open(io.BytesIO(photograph()))
        exif = jpeg.info["exif"]
        self.assertIn(b"Telephone de Camille", exif)
        heic = encoded(jpeg, "HEIF", exif=exif, quality=80)
        image = decode(upload(heic, "IMG_0042.HEIC"))
        self.assertEqual((image.mode, image.size, image.info), ("RGB", (600, 800), {}))
        self.assertTrue(near(image.getpixel((300, 100)), RED))
        self.assertTrue(near(image.getpixel((300, 700)), BLUE))
        self.assertEqual(dict(image.getexif()), {})

        for half in (heic[: len(heic) // 2], heic[:60], heic[:200] + bytes(300) + heic[500:]):
            self.assert_refused(half, HEIC)
        large = b"\x17\x70".join(heic.split(b"\x03\x20"))  # 6000 points where it has 800
        self.assertNotEqual(large, heic)
        self.assert_refused(
            large.replace(b"\x02\x58", b"\x17\x70"),
            "L’image dépasse 26 millions de points : réduisez-la avant de la déposer.",
        )

    def test_some_have_a_way_out(self):
        heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100)
        self.assert_refused(heic, HEIC)
        self.assert_refused(b"<?xml version='1.0'?><svg onload='alert(1)'/>", SVG)

    def test_a_thread_is_no_picture(self):
        for size in [(2000, 2), (1200, 17000)]:
            with self.subTest(size):
                self.assert_refused(
                    encoded(Image.new("RGB", size), "PNG"),
                    f"L’image est trop longue ou trop étroite ({size[0]} × {size[1]} points) : "
                    "recadrez-la, un côté au plus 5 fois plus long que l’autre.",
                )

    def test_only_what_public_sizes_need_is_kept(self):
        drawing = Image.new("RGBA", (3000, 4000), (0, 0, 0, 0))
        drawing.paste((*RED, 255), (0, 3000, 3000, 4000))
        drawing.paste((*BLUE, 255), (1500, 0, 3000, 1000))
        image = decode(upload(encoded(drawing, "PNG")))
        self.assertEqual(image.size, (1500, 2000))
        points = [(300, 200), (1100, 200), (300, 1000), (1400, 1900)]
        colours = [(255, 255, 255), BLUE, (255, 255, 255), RED]
        self.assertEqual([image.getpixel(point) for point in points], colours)

    def test_each_of_the_eight_orientations_is_put_upright(self):
        upright = Image.new("RGB", (40, 60), RED)
        upright.paste(BLUE, (0, 0, 20, 20))
        turned = [None, *(decoding.TURNS.get(n) for n in range(1, 9))]
        backwards = {Image.Transpose.ROTATE_90: Image.Transpose.ROTATE_270}
        backwards |= {after: before for before, after in backwards.items()}
        for orientation in range(1, 9):
            turn = turned[orientation]
            stored = upright if turn is None else upright.transpose(backwards.get(turn, turn))
            exif = Image.Exif()
            exif[ORIENTATION] = orientation
            for format_name in ("JPEG", "PNG", "WEBP"):
                with self.subTest(orientation, format_name=format_name):
                    image = decode(upload(encoded(stored, format_name, exif=exif)))
                    self.assertEqual(image.size, (40, 60))
                    self.assertTrue(near(image.getpixel((5, 5)), BLUE))
                    self.assertTrue(near(image.getpixel((35, 5)), RED))
                    self.assertTrue(near(image.getpixel((5, 55)), RED))

    def test_an_animation_gives_its_first_picture_and_a_polyglot_its_picture_alone(self):
        frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, BLUE)]
        for format_name in ("WEBP", "PNG"):
            content = encoded(frames[0], format_name, save_all=True, append_images=frames[1:])
            image = decode(upload(content + b"<script>alert(1)</script>"))
            self.assertTrue(near(image.getpixel((5, 5)), RED))
            self.assertNotIn(b"script", encoded(image, "PNG"))

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
        self.assert_refused(
            encoded(Image.new("RGB", (5000, 4200)), "AVIF", speed=10),
            "L’image dépasse 20 millions de points : réduisez-la avant de la déposer.",
        )

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
            self.assertRegex(refusal.messages[0], "lisible|réduisez-la|recadrez-la")


class Unwritable:
    """A decoded picture for which there is no room."""

    size = (width, height) = (800, 600)

    def resize(self, size, resampling):
        raise OSError(errno.ENOSPC, "No space left on device")


class PictureFilesTests(TestCase):
    def keep(self, content):
        picture = Picture(title="Camille", alt="Une personne.")
        picture.set_image(decode(upload(content)))
        picture.save()
        return picture

    def status(self, address):
        answer = self.client.get(address)
        answer.getvalue()  # a file that is read to its end is closed
        return answer.status_code

    def files_of(self, picture):
        return sorted(path.name for path in picture.path_of(picture.folder).iterdir())

    def test_every_size_is_written_in_every_format(self):
        picture = self.keep(photograph(1000, 1400))

        self.assertEqual((picture.width, picture.height), (1400, 1000))
        self.assertEqual(
            self.files_of(picture),
            sorted(f"{width}.{name}" for width in WIDTHS for name, _, _ in FORMATS),
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

    def test_a_picture_is_public_only_while_something_public_shows_it(self):
        picture = self.keep(photograph())
        address = picture.address(320, "jpg")
        portrait = make_portrait(picture=picture, state="brouillon")
        statuses, places_of = [], []
        for state in ("brouillon", "publie", "relu"):
            portrait.state = state
            portrait.save()
            statuses.append(self.status(address))
            places.follow(Picture.objects.all())
            public = places.public_place(picture.folder).exists()
            self.assertNotEqual(places.private_place(picture.folder).exists(), public)
            places_of.append(public)
            statuses.append(self.status(address))
        portrait.state = "publie"
        portrait.unpublish_at = timezone.now() - datetime.timedelta(minutes=1)
        portrait.save()
        statuses.append(self.status(address))

        self.assertEqual(statuses, [404, 404, 200, 200, 404, 404, 404])
        self.assertEqual(places_of, [False, True, False])

    def test_a_link_opens_its_picture_before_the_public_and_no_other(self):
        picture, other = self.keep(photograph()), self.keep(photograph())
        address = picture.open_to_holder().address(320, "jpg")
        self.assertEqual(self.status(address), 200)
        stolen = address.replace(picture.folder, other.folder)
        self.assertEqual(self.status(stolen), 404)
        with clock_at((timezone.now() + datetime.timedelta(days=8)).isoformat()):
            self.assertEqual(self.status(address), 404)

    def test_what_no_picture_names_is_not_left_in_public_and_is_purged_after_a_day(self):
        for place, name in [
            ("public", "ab" * 8),
            ("private", "cd" * 8),
            ("private", "." + "ef" * 8),
        ]:
            folder = getattr(places, f"{place}_place")(name)
            folder.mkdir(parents=True)
            (folder / "320.jpg").write_bytes(b"jpeg")
        picture = self.keep(photograph())
        pictures = Picture.objects.all()

        places.follow(pictures)
        self.assertFalse(places.public_place("ab" * 8).exists())
        places.purge(pictures)
        self.assertTrue(places.private_place("ab" * 8).exists())  # may be a form given back
        tomorrow = timezone.now() + datetime.timedelta(seconds=places.KEPT + 10)
        with clock_at(tomorrow.isoformat()), self.assertLogs("pictures.places", "WARNING") as log:
            places.purge(pictures)
        self.assertIn("ab" * 8, log.output[0])
        for name in ("ab" * 8, "cd" * 8, "." + "ef" * 8):
            self.assertFalse(places.private_place(name).exists())
        self.assertTrue(places.private_place(picture.folder).exists())

    def test_a_picture_that_cannot_be_written_leaves_nothing(self):
        before = set(places.private_place().rglob("*"))
        picture = Picture()
        with self.assertRaises(OSError):
            picture.set_image(Unwritable())
        self.assertEqual((picture.folder, set(places.private_place().rglob("*"))), ("", before))

    def test_the_public_address_serves_the_sizes_and_nothing_else(self):
        picture = self.keep(photograph())
        make_portrait(picture=picture)
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
                self.client.get(f"/media/photos/{picture.folder}/{other}").status_code, 404
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

    def test_a_forgotten_text_does_not_lose_the_chosen_file(self):
        """However many times, and only for whoever has the form; after a day it is gone."""
        add, storage = reverse("admin:publishing_picture_add"), storages["import_export"]
        others = set(storage.listdir(FOLDER)[1]) if storage.exists(FOLDER) else set()
        page = self.send(add, upload(photograph()), alt="")
        for _ in range(2):
            self.assertEqual(
                page.context["adminform"].form.non_field_errors(),
                ["Écrivez le texte de remplacement, ou cochez « décorative »."],
            )
            self.assertContains(page, "Fichier gardé : photo.jpg.")
            (token,) = re.findall(r'name="file-garde" value="([^"]+)"', page.content.decode())
            page = self.send(add, None, alt="", **{"file-garde": token})
        (name,) = set(storage.listdir(FOLDER)[1]) - others
        self.assertFalse(list(Path(settings.MEDIA_ROOT).rglob(name)))
        self.send(add, None, **{"file-garde": token[:-1]})
        self.assertEqual(Picture.objects.count(), 0)

        self.send(add, None, **{"file-garde": token})
        picture = Picture.objects.get()
        self.assertEqual((picture.alt, picture.width), ("Un jardin.", 600))
        self.assertTrue((picture.path_of(picture.folder) / "320.jpg").exists())

        forget_uploads()
        self.assertTrue(storage.exists(f"{FOLDER}/{name}"))
        with clock_at((timezone.now() + datetime.timedelta(hours=25)).isoformat()):
            forget_uploads()
        self.assertFalse(storage.exists(f"{FOLDER}/{name}"))
        page = self.send(add, None, **{"file-garde": token})
        self.assertEqual(
            page.context["adminform"].form.errors["file"], ["Choisissez un fichier d’image."]
        )

    def test_the_focal_point_is_set_on_the_picture_beside_what_is_cut(self):
        self.add(upload(photograph()))
        picture = Picture.objects.get()
        self.assertEqual(picture.focus, (50, 30))
        page = self.client.get(reverse("admin:publishing_picture_change", args=[picture.pk]))
        self.assertContains(page, 'class="crops-cut" data-x="50" data-y="30"', html=False)
        self.assertContains(page, f"{picture.folder}/320.jpg?apercu=", count=2)

    def test_a_disk_that_refuses_is_said(self):
        with tempfile.NamedTemporaryFile() as file, override_settings(PRIVATE_MEDIA_ROOT=file.name):
            page = self.add(upload(photograph()))
        self.assertEqual(page.context["adminform"].form.errors["file"], [DISK])

    def test_a_small_picture_is_taken_with_a_warning(self):
        self.add(upload(encoded(Image.new("RGB", (200, 150)), "PNG")))
        page = self.client.get(reverse("admin:publishing_picture_changelist"))
        self.assertContains(page, "Cette image a 200 points de large : elle paraîtra floue")

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
