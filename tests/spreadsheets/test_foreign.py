"""Files of other kinds, whatever their name says: each is called by its own, with the way out."""

import tempfile
from pathlib import Path
from unittest import TestCase

from spreadsheets import Refused, open_book

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
PLIST = b'<?xml version="1.0"?><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" ""><plist/>'
XML_2003 = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
KINDS = {
    "ancien format d’Excel": [
        *(bytes([9, age, 4, 0]) + bytes(60) for age in (0, 2, 4, 8)),
        OLE + "Workbook".encode("utf-16-le"),
        OLE + "Book".encode("utf-16-le"),
    ],
    "XML 2003": [XML_2003.encode(), ("\ufeff" + XML_2003).encode("utf-16")],
    "page web": [
        b"\xef\xbb\xbfMIME-Version: 1.0\r\n",
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0",
        b"Subject: x\r\nContent-Type: multipart/related",
        "\ufeff<html><body><table>".encode("utf-16"),
        b"<div><table><tr>",
    ],
    "SYLK": [b"ID;PWXL;N;E\r\n"],
    "DIF": [b"TABLE\r\n0,1\r\n"],
    "dBase": [b"\x03\x7c\x03\x01" + bytes(60), b"\x30\x18\x0c\x1f" + bytes(60)],
    "Google Sheets": [
        b'{"": "WARNING!", "doc_id": "1aB"}',
        b'{"url": "https://docs.google.com/x"}',
    ],
    "JSON": [b'[{"numero": 1}]', b'[\n  {\n    "a": 1}]', b'{"a": [1]}'],
    "raccourci": [
        b"[InternetShortcut]\r\nURL=x",
        "\ufeff[InternetShortcut]\r\nURL=x".encode("utf-16"),
        b"[Desktop Entry]\n",
        b"bplist00\xd1",
        PLIST,
        b"L\0\0\0\x01\x14\x02\0",
        b"https://ales.sharepoint.com/suivi.xlsx\r\n",
    ],
    "verrou": [
        b"\x06Durand" + b" " * 47 + b"\0\0D\0u\0" + bytes(90),
        b"\x06Durand" + bytes(140),
        b",dgs,poste-12,01.03.2024 10:00,file:///C:/Users/dgs;",
    ],
    "macOS": [b"\0\5\x16\7\0\2\0\0Mac OS X        "],
    "courriel": [b"Delivered-To: a@b\r\nSubject: x", b"Return-Path: <a@b>\r\n"],
    "PDF": [b"%PDF-1.7", b"\xef\xbb\xbf%PDF-1.4"],
    "image": [b"\x89PNG\r\n", b"\0\0\0\x18ftypheic", b"<svg xmlns='x'>"],
    "archive": [b"BZh91AY", b"\xfd7zXZ\0", b"\x1f\x8b\x08", b"7z\xbc\xaf"],
    "Access": [b"\0\1\0\0Standard ACE DB\0"],
    "SQLite": [b"SQLite format 3\0"],
}


class ForeignFileTests(TestCase):
    def test_each_is_called_by_its_name(self):
        path = Path(self.enterContext(tempfile.TemporaryDirectory())) / "suivi.xlsx"
        for name, files in KINDS.items():
            for content in files:
                path.write_bytes(content)
                with self.subTest(content[:30]), self.assertRaisesRegex(Refused, name):
                    open_book(path).close()
        for text in ("Date: ;Statut\n", "{N°};Statut\n", "From;To\n", "Sujet : x;y\n"):
            path.write_text(text)
            with self.subTest(text), open_book(path) as book:
                self.assertEqual(book.format, "csv")
