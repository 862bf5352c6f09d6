"""A flat shape given as an SVG path, as a mask for an image."""

import cmath
import math

from PIL import Image, ImageChops, ImageDraw

SIDE = 16  # of the square that the path is drawn in
FINE = 4  # drawn so many times too large, for its edges' sake
STEPS = 48  # straight lines for an arc


def mask(path: str, size: int) -> Image.Image:
    """The shape in white on black, `size` pixels wide. Raises ValueError for another path than
    one of absolute M, L, H, V, Z and A of a circle, with spaces between all."""
    scale = size * FINE / SIDE
    drawn = Image.new("1", (size * FINE, size * FINE))
    for outline in outlines(path):
        one = Image.new("1", drawn.size)
        points = [(point.real * scale, point.imag * scale) for point in outline]
        ImageDraw.Draw(one).polygon(points, fill=1)
        drawn = ImageChops.logical_xor(drawn, one)  # an outline in another makes a hole
    return drawn.convert("L").resize((size, size), Image.Resampling.LANCZOS)


def outlines(path: str) -> list[list[complex]]:
    """The points of each outline, as complex numbers."""
    found: list[list[complex]] = [[]]
    words = iter(path.split())
    for command in words:
        points = found[-1]
        if command == "Z":
            found.append([])
        elif command in ("M", "L"):
            points.append(complex(float(next(words)), float(next(words))))
        elif command == "H":
            points.append(complex(float(next(words)), points[-1].imag))
        elif command == "V":
            points.append(complex(points[-1].real, float(next(words))))
        elif command == "A":
            radius, _, _, is_large, is_clockwise, x, y = (float(next(words)) for _ in range(7))
            points += arc(points[-1], complex(x, y), radius, is_large, is_clockwise)
        else:
            raise ValueError(f"« {command} » in a path: {path}")
    return [points for points in found if points]


def arc(
    start: complex, end: complex, radius: float, is_large: float, is_clockwise: float
) -> list[complex]:
    """The points of an arc after its start, by the rules of SVG, where y goes down."""
    half = (end - start) / 2
    height = math.sqrt(max(radius**2 - abs(half) ** 2, 0))
    side = 1 if is_large != is_clockwise else -1
    centre = start + half + side * height * 1j * half / abs(half)
    angle = cmath.phase((end - centre) / (start - centre))
    if is_clockwise and angle < 0:
        angle += math.tau
    elif not is_clockwise and angle > 0:
        angle -= math.tau
    spoke = start - centre
    return [centre + spoke * cmath.exp(1j * angle * n / STEPS) for n in range(1, STEPS + 1)]
