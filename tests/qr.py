"""Reads QR codes, as a phone's camera would."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import cv2
import numpy as np


def drawn(svg: str) -> np.ndarray:
    """Return the picture of segno's SVG: strokes of one module's height, each moved to from the last."""
    root = ET.fromstring(svg)
    size = int(root.attrib["viewBox"].split()[-1])
    picture = np.full((size, size), 255, np.uint8)
    path = next(each.attrib["d"] for each in root if each.get("stroke"))
    x = y = 0
    for command, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", path):
        if command == "h":
            picture[y, x : x + int(first)] = 0
        elif command == "M":
            x = y = 0
        x, y = x + int(first), y + int(float(second or 0))
    return picture


def read(picture: np.ndarray) -> str:
    """Read a QR code as a phone would."""
    enlarged = cv2.resize(picture, None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)
    return cv2.QRCodeDetectorAruco().detectAndDecode(enlarged)[0]
