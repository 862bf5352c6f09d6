"""Sources, figures and their readings as sheets."""

from django.core.exceptions import ValidationError

from exchange.resources import Fault, SheetResource, sheet

from .models import Figure, Reading, Source

SourceResource = sheet(Source, "key", "key title publisher url seen_on note")
FigureResource = sheet(Figure, "key", "key label unit body owner next_review_on")


class ReadingResource(SheetResource):
    """A reading is known by what a source gave, of what, at which date, and how sure it was."""

    of = "figure"
    optional_keys = ("qualifier",)

    class Meta:
        model = Reading
        import_id_fields = ("figure", "as_of", "source", "qualifier")
        fields = ("figure", "qualifier", "value", "as_of", "source", "is_shown", "note")

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        self.shown_at, self.touched = {}, set()

    def import_instance(self, instance, row, **kwargs):
        """Showing a reading hides the former one: a file may not ask for two."""
        super().import_instance(instance, row, **kwargs)
        self.touched.add(instance.figure)
        first = self.shown_at.setdefault(instance.figure, self.line) if instance.is_shown else None
        if first and first != self.line:
            raise ValidationError(
                {"is_shown": f"La ligne {first} affiche déjà un relevé de ce chiffre."}
            )

    def faults_of_the_whole(self, result):
        """As the form asks."""
        if not result.has_validation_errors():
            for figure in self.touched:
                if not figure.readings.filter(is_shown=True).exists():
                    text = f"Le chiffre « {figure.key} » n’aurait plus de relevé affiché."
                    yield Fault(0, self.header_of("is_shown"), text)
