"""The element types of the table: what they are called on each side, and the values that cells work on.

A quantized number is its storage: arrays hold plain integers, and only TensorFlow sees the quantized type.
"""

import dataclasses

import ml_dtypes  # noqa: F401: gives NumPy the type bfloat16
import numpy as np
import tensorflow.compat.v1 as tf


@dataclasses.dataclass(frozen=True)
class Element:
    name: str
    storage: np.dtype
    # One of bool, integer, float, complex, quantized.
    group: str

    @property
    def part(self):
        """What a complex number consists of two of; else the type itself."""
        return np.dtype(f"f{self.storage.itemsize // 2}") if self.group == "complex" else self.storage

    @property
    def tensorflow(self):
        return tf.as_dtype(self.name)

    def to_tensorflow(self, array):
        return array.view(self.tensorflow.as_numpy_dtype) if self.group == "quantized" else array

    def from_tensorflow(self, array):
        array = np.asarray(array)
        return array.view(self.storage) if array.dtype == self.tensorflow.as_numpy_dtype else array

    def bits(self, random, shape):
        """Any bits, a signaling NaN and the largest integers among them: for what only moves them."""
        if self.group == "bool":
            return random.integers(0, 2, shape).astype(bool)
        size = int(np.prod(shape)) * self.storage.itemsize
        array = np.frombuffer(random.bytes(size), self.storage).copy()
        if self.group in ("float", "complex"):
            part = array[:1].view(self.part)
            number = np.array(np.inf, self.part).view(f"u{self.part.itemsize}") + 1
            part[0] = number.astype(f"u{self.part.itemsize}").view(self.part)
        return array.reshape(shape)

    def values(self, random, shape):
        """Numbers to compute with; integers are so large that sums and products wrap."""
        if self.group == "complex":
            parts = random.uniform(-4, 4, (2, *shape))
            return (parts[0] + 1j * parts[1]).astype(self.storage)
        if self.group == "float":
            return random.uniform(-4, 4, shape).astype(self.storage)
        return self.bits(random, shape)

    def divisors(self, random, shape):
        """Neither 0 nor -1: the smallest integer divided by that ends TensorFlow's process."""
        if self.group in ("float", "complex"):
            return self.values(random, shape) + self.storage.type(5)
        positive = random.integers(1, 6, shape)
        is_signed = np.issubdtype(self.storage, np.signedinteger)
        negative = is_signed & (random.integers(0, 2, shape) == 1)
        return np.where(negative, -positive - 1, positive).astype(self.storage)


GROUPS = {
    "float": ("half", "float32", "float64", "bfloat16"),
    "integer": ("int8", "int16", "int32", "int64", "uint8", "uint16"),
    "bool": ("bool",),
    "complex": ("complex64", "complex128"),
    "quantized": ("qint8", "quint8", "qint32"),
}
ELEMENTS = [
    Element(name, np.dtype(name.removeprefix("q")), group)
    for group, names in GROUPS.items()
    for name in names
]
