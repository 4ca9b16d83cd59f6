"""Every optimizer's update ops, dense and sparse, by reference and by resource: each call leaves TensorFlow's values.

The ops are called as such. The Optimizer classes of TensorFlow 2 sum the rows of repeated indices beforehand; the ops
themselves apply them one after another, and that is what a graph of TensorFlow 1 does.
"""

import numpy as np
import tensorflow.compat.v1 as tf

from compiled import Program, write_tensor
from reference import InteropTest, Reference, read_checkpoint

SHAPE = (6, 3)
INDICES = np.array([4, 1, 4, 0, 4], np.int32)
ROUNDS = 3
TOLERANCE = {tf.float16: 4e-3, tf.float32: 2e-6, tf.float64: 1e-12}

# By name: slots with their initial values, scalars in the kernel's order (the gradient stands at None), attributes.
OPTIMIZERS = {
    "Momentum": ({"accum": 0.5}, {"lr": 0.1, "grad": None, "momentum": 0.9}, [{}, {"use_nesterov": True}]),
    "Adagrad": ({"accum": 0.1}, {"lr": 0.5, "grad": None}, [{}, {"update_slots": False}]),
    "Adadelta": (
        {"accum": 0.1, "accum_update": 0.2},
        {"lr": 0.5, "rho": 0.95, "epsilon": 1e-3, "grad": None},
        [{}],
    ),
    "Adam": (
        {"m": 0.1, "v": 0.2},
        {"beta1_power": 0.9, "beta2_power": 0.99, "lr": 0.1, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-3, "grad": None},
        [{}, {"use_nesterov": True}],
    ),
    "RMSProp": (
        {"ms": 1.0, "mom": 0.1},
        {"lr": 0.1, "rho": 0.9, "momentum": 0.5, "epsilon": 1e-2, "grad": None},
        [{}],
    ),
    "CenteredRMSProp": (
        {"mg": 0.1, "ms": 2.0, "mom": 0.1},
        {"lr": 0.1, "rho": 0.9, "momentum": 0.5, "epsilon": 1e-2, "grad": None},
        [{}],
    ),
    "Ftrl": (
        {"accum": 0.5, "linear": 0.3},
        {"grad": None, "lr": 0.5, "l1": 0.25, "l2": 0.25, "lr_power": -0.5},
        [{}, {"multiply_linear_by_lr": True}],
    ),
    "FtrlV2": (
        {"accum": 0.5, "linear": 0.3},
        {"grad": None, "lr": 0.5, "l1": 0.25, "l2": 0.25, "l2_shrinkage": 0.125, "lr_power": -0.375},
        [{}],
    ),
}
WITHOUT_SPARSE = {"Adam"}


def gradient(rows, seed, dtype):
    values = np.random.RandomState(seed).uniform(-1, 1, (rows, SHAPE[1]))
    return values.astype(dtype.as_numpy_dtype)


def add_update(name, attributes, dtype, is_resource, is_sparse):
    """Adds one update op under the name `update`, and its feeds `g` and `i`."""
    slots, scalars, _ = OPTIMIZERS[name]
    arguments = {}
    for variable, value in {"var": None, **slots}.items():
        initial = np.linspace(-1, 1, 18).reshape(SHAPE) if value is None else np.full(SHAPE, value)
        created = tf.Variable(initial.astype(dtype.as_numpy_dtype), name=variable, use_resource=is_resource)
        arguments[variable] = created.handle if is_resource else created._ref()
    for scalar, value in scalars.items():
        if value is not None:
            arguments[scalar] = tf.constant(value, dtype)
    arguments["grad"] = tf.placeholder(dtype, [None if is_sparse else SHAPE[0], SHAPE[1]], name="g")
    if is_sparse:
        arguments["indices"] = tf.placeholder(tf.int32, [None], name="i")
    kernel = ("Resource" if is_resource else "") + ("SparseApply" if is_sparse else "Apply") + name
    getattr(tf.raw_ops, kernel)(**arguments, **attributes, name="update")


class Optimizers(InteropTest):
    def compare(self, name, attributes, dtype, is_resource, is_sparse):
        reference = Reference(lambda: add_update(name, attributes, dtype, is_resource, is_sparse))
        self.addCleanup(reference.close)
        reference.initialize()
        graph = reference.write_meta_graph(self.folder / "update.meta")
        entry = "update: g, i -> ; run update" if is_sparse else "update: g -> ; run update"
        program = Program.compile(graph, self.folder, [entry])
        lines = [f"restore {reference.save(self.folder / 'start')}"]
        expected = []
        for call in range(ROUNDS):
            feeds = {"g": gradient(len(INDICES) if is_sparse else SHAPE[0], call, dtype)}
            if is_sparse:
                feeds["i"] = np.roll(INDICES, call)
            reference.run("update", feeds)
            expected.append(read_checkpoint(reference.save(self.folder / f"expected-{call}")))
            words = []
            for feed, value in feeds.items():
                path = self.folder / f"{feed}-{call}.npy"
                write_tensor(path, value)
                words.append(f"--feed {feed}={path}")
            lines += [f"run update {' '.join(words)}", f"save {self.folder / f'actual-{call}'}"]
        program.script(lines)
        for call, values in enumerate(expected):
            actual = read_checkpoint(self.folder / f"actual-{call}")
            self.assertEqual(actual.keys(), values.keys())
            for key, value in values.items():
                self.assertClose(actual[key], value, TOLERANCE[dtype], f"{key} after call {call + 1}")


def add_test(name, is_sparse):
    def test(self):
        for attributes in OPTIMIZERS[name][2]:
            for dtype in TOLERANCE:
                for is_resource in (False, True):
                    with self.subTest(attributes=attributes, dtype=dtype.name, is_resource=is_resource):
                        self.compare(name, attributes, dtype, is_resource, is_sparse)

    setattr(Optimizers, f"test_{'sparse_' if is_sparse else ''}{name}", test)


for optimizer in OPTIMIZERS:
    add_test(optimizer, is_sparse=False)
    if optimizer not in WITHOUT_SPARSE:
        add_test(optimizer, is_sparse=True)
