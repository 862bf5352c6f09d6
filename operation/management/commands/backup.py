import os
import re
import subprocess
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from operation import archives, erasures


class Command(BaseCommand):
    help = (
        "Écrit tout le site dans une archive : base, images, fichiers privés. La SECRET_KEY n’y "
        "est pas : gardez-la à part."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER", type=Path)
        parser.add_argument(
            "--passphrase-file",
            metavar="FICHIER",
            type=Path,
            help="Chiffre l’archive (gpg, AES256) avec la phrase que ce fichier contient.",
        )
        parser.add_argument(
            "--keep",
            metavar="N",
            type=int,
            help="Ne garde que les N dernières archives de ce nom, aux chiffres près.",
        )

    def handle(
        self,
        *args: Any,
        file: Path,
        passphrase_file: Path | None,
        keep: int | None,
        **options: Any,
    ) -> None:
        if file.exists():
            raise CommandError(f"{file} existe déjà : choisissez un autre nom.")
        if keep is not None and keep < 1:
            raise CommandError("--keep : au moins 1.")
        part = file.with_name(f".{file.name}.part")
        try:
            with open(part, "xb", opener=partial(os.open, mode=0o600)) as out:
                manifest = self.write(out, passphrase_file)
                out.flush()
                os.fsync(out.fileno())
            part.rename(file)
        except FileExistsError as error:
            raise CommandError(f"{part} est là : une autre sauvegarde est en cours.") from error
        except OSError as error:
            part.unlink(missing_ok=True)
            raise CommandError(f"La sauvegarde n’a pas pu être écrite : {error}.") from error
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        rows = sum(manifest["rows"].values())
        self.stdout.write(
            f"{file} : {rows} lignes, {len(manifest['files']) - len(manifest['rows'])} fichiers, "
            f"{file.stat().st_size} octets."
        )
        for old in sorted(same_name(file))[: -keep or None] if keep else []:
            old.unlink()
            self.stdout.write(f"{old} effacée.")

    def write(self, out: IO[bytes], passphrase_file: Path | None) -> dict[str, Any]:
        if passphrase_file is None:
            return archives.write(out, erasures.NAME)
        command = gpg(passphrase_file, "--symmetric", "--cipher-algo", "AES256")
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out) as process:
            assert process.stdin is not None
            manifest = archives.write(process.stdin, erasures.NAME)
            process.stdin.close()
            if process.wait():
                raise CommandError("gpg n’a pas pu chiffrer l’archive.")
        return manifest


def gpg(passphrase_file: Path, *arguments: str) -> list[str]:
    if not passphrase_file.is_file() or not passphrase_file.read_text(encoding="utf-8").strip():
        raise CommandError(f"{passphrase_file} ne contient pas de phrase de passe.")
    return [
        *("gpg", "--batch", "--quiet", "--no-symkey-cache", "--pinentry-mode", "loopback"),
        *("--passphrase-file", str(passphrase_file), *arguments),
    ]


def same_name(file: Path) -> list[Path]:
    """The archives beside it whose name differs by digits alone, such as a date."""
    pattern = re.compile(re.sub(r"\d+", lambda _: r"\d+", re.escape(file.name)))
    return [path for path in file.parent.iterdir() if pattern.fullmatch(path.name)]
