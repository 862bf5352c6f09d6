"""Make the two fonts of the layout tests again, from those of the share images.

python -m pip install fonttools brotli
python tests/browser/fonts/stretch.py
"""

from pathlib import Path

from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
SOURCES = HERE.parent.parent.parent / "static" / "fonts"


def stretch(source, target, factor):
    font = TTFont(SOURCES / source)
    glyphs, metrics = font.getGlyphSet(), font["hmtx"]
    stretched = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        glyphs[name].draw(TransformPen(pen, (factor, 0, 0, 1, 0, 0)))
        stretched[name] = pen.glyph()
    for name, glyph in stretched.items():
        font["glyf"][name] = glyph
        advance, _ = metrics[name]
        glyph.recalcBounds(font["glyf"])
        metrics[name] = (round(advance * factor), getattr(glyph, "xMin", 0))
    for table in ("GPOS", "GSUB", "GDEF", "kern", "fpgm", "prep", "cvt ", "gasp", "DSIG"):
        if table in font:
            del font[table]
    font.flavor = "woff2"
    font.save(HERE / target)


if __name__ == "__main__":
    stretch("archivo-500.ttf", "narrow.woff2", 0.75)
    stretch("archivo-800.ttf", "wide.woff2", 1.15)
