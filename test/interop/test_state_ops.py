"""Updates of parts of variables in many geometries: each call leaves TensorFlow's values.

The table in `state` has these ops in every element type; here are the places that they can name.
"""

import numpy as np
import tensorflow.compat.v1 as tf

from compiled import Program, write_tensor
from reference import InteropTest, Reference, read_checkpoint

SHAPE = (4, 5, 3)


def initial(dtype):
    return (np.arange(60).reshape(SHAPE) % 7 + 1).astype(dtype)


class StateOps(InteropTest):
    def compare(self, name, dtype, is_resource, build, calls):
        """Adds `build(variable)` under the name `update`; runs it with each of the feeds of `calls`."""

        def graph():
            variable = tf.Variable(initial(dtype), name="v", use_resource=is_resource)
            build(variable)

        reference = Reference(graph)
        self.addCleanup(reference.close)
        reference.initialize()
        meta = reference.write_meta_graph(self.folder / "state.meta")
        entry = f"update: {', '.join(calls[0])} -> ; run update"
        with self.subTest(name, dtype=np.dtype(dtype).name, is_resource=is_resource):
            program = Program.compile(meta, self.folder, [entry])
            lines, expected = [f"restore {reference.save(self.folder / 'start')}"], []
            for call, feeds in enumerate(calls):
                reference.run("update", feeds)
                expected.append(read_checkpoint(reference.save(self.folder / f"expected-{call}"))["v"])
                words = []
                for feed, value in feeds.items():
                    write_tensor(self.folder / f"{feed}-{call}.npy", value)
                    words.append(f"--feed {feed}={self.folder / f'{feed}-{call}.npy'}")
                lines += [f"run update {' '.join(words)}", f"save {self.folder / f'actual-{call}'}"]
            program.script(lines)
            for call, value in enumerate(expected):
                actual = read_checkpoint(self.folder / f"actual-{call}")["v"]
                self.assertSameBits(actual, value, f"after call {call + 1}")

    def test_scatter_nd(self):
        """Rows, columns and elements; repeated places; each combiner."""
        places = {
            1: np.array([[3], [0], [3]], np.int32),
            2: np.array([[3, 4], [0, 0], [3, 4]], np.int64),
            3: np.array([[3, 4, 2], [0, 0, 0], [3, 4, 2], [1, 2, 0]], np.int32),
        }
        for depth, indices in places.items():
            for kernel in ("Update", "Add", "Sub"):
                for dtype in (np.float32, np.int32):
                    for is_resource in (False, True):

                        def build(v, kernel=kernel, indices=indices, depth=depth, is_resource=is_resource, dtype=dtype):
                            i = tf.placeholder(indices.dtype, [None, depth], name="i")
                            u = tf.placeholder(dtype, [None, *SHAPE[depth:]], name="u")
                            op = getattr(tf.raw_ops, ("Resource" if is_resource else "") + "ScatterNd" + kernel)
                            op(ref=v.handle if is_resource else v._ref(), indices=i, updates=u, name="update")

                        updates = [
                            (np.random.RandomState(call).uniform(0, 9, (len(indices), *SHAPE[depth:]))).astype(dtype)
                            for call in range(3)
                        ]
                        calls = [{"i": np.roll(indices, call, 0), "u": u} for call, u in enumerate(updates)]
                        # No index at all.
                        calls.append({"i": indices[:0], "u": updates[0][:0]})
                        self.compare(f"ScatterNd{kernel} of {depth}", dtype, is_resource, build, calls)

    def test_slice_assign(self):
        slices = {
            "range": np.s_[1:3],
            "index": np.s_[2],
            "strides": np.s_[::2, 1::3, :],
            "reversed": np.s_[::-1, 3:0:-2],
            "from the end": np.s_[-1, -3:-1],
            "ellipsis": np.s_[..., 1],
            "new axis": np.s_[1:2, tf.newaxis, ..., 0],
            "nothing": np.s_[2:1],
            "element": np.s_[1, 2, 0],
        }
        for name, places in slices.items():
            shape = initial(np.float32)[tuple(None if p is tf.newaxis else p for p in np.index_exp[places])].shape
            for is_resource in (False, True):

                def build(v, places=places, shape=shape):
                    x = tf.placeholder(tf.float32, shape, name="x")
                    tf.group(v[places].assign(x), name="update")

                calls = [{"x": np.full(shape, call + 20, np.float32)} for call in range(3)]
                self.compare(f"slice {name}", np.float32, is_resource, build, calls)
