"""A step that fails leaves the instance as it was: variables, their flags, generators. Its error is TensorFlow's.

All ways of failing are entries of one graph. Each entry draws random numbers and updates `w` and `steps` before it
fails, and fails because of what it is fed or what the state is. A new way is an entry and a line of FAILURES.
"""

import dataclasses

import numpy as np
import tensorflow.compat.v1 as tf

from compiled import CommandFailed, Program, write_tensor
from reference import InteropTest, Reference, read_checkpoint

SHAPE = (6, 3)


class State:
    """The variables of one kind."""

    def __init__(self, is_resource):
        self.is_resource = is_resource
        self.v = self.create(np.arange(18, dtype=np.float32).reshape(SHAPE), "v")
        self.w = self.create(np.ones(SHAPE, np.float32), "w")
        self.whole = self.create(np.arange(1, 7, dtype=np.int32), "whole")
        self.steps = self.create(np.int64(0), "steps")
        self.counter = self.create(np.int32(0), "counter")
        # In no collection: --init leaves it without a value.
        unset = {"dtype": tf.float32, "shape": [3], "shared_name": "unset", "name": "unset"}
        self.unset = tf.raw_ops.VarHandleOp(**unset) if is_resource else tf.raw_ops.VariableV2(**unset)

    def create(self, value, name):
        return tf.Variable(value, name=name, use_resource=self.is_resource)

    def by_kind(self, variable, by_reference, by_resource, **inputs):
        """Runs the op of the variable's kind on it, and yields what it yields, or the variable's new value."""
        if self.is_resource:
            result = by_resource(variable.handle, **inputs)
            if isinstance(result, tf.Tensor):
                return result
            with tf.control_dependencies([result]):
                return variable.read_value()
        return by_reference(variable._ref(), **inputs)

    def scatter(self, name, variable, **inputs):
        by_reference = getattr(tf.raw_ops, name)
        by_resource = getattr(tf.raw_ops, f"Resource{name}")
        return self.by_kind(
            variable,
            lambda ref, **inputs: by_reference(ref=ref, **inputs),
            lambda handle, **inputs: by_resource(**{"ref" if "Nd" in name else "resource": handle}, **inputs),
            **inputs,
        )

    def count(self):
        return self.by_kind(
            self.counter,
            lambda ref: tf.raw_ops.CountUpTo(ref=ref, limit=1),
            lambda handle: tf.raw_ops.ResourceCountUpTo(resource=handle, limit=1, T=tf.int32),
        )

    def read_unset(self):
        if self.is_resource:
            return tf.raw_ops.ReadVariableOp(resource=self.unset, dtype=tf.float32)
        return tf.identity(self.unset)

    def is_set(self):
        if self.is_resource:
            return tf.raw_ops.VarIsInitializedOp(resource=self.unset)
        return tf.raw_ops.IsVariableInitialized(ref=self.unset)

    def set(self, value):
        if self.is_resource:
            return tf.raw_ops.AssignVariableOp(resource=self.unset, value=value)
        return tf.assign(self.unset, value)


def scatter_add(s, f):
    return s.scatter("ScatterAdd", s.v, indices=f["i"], updates=f["rows"])


def scatter_again(s, f):
    """The second update of one variable in one step."""
    with tf.control_dependencies([s.scatter("ScatterSub", s.v, indices=[0, 0], updates=tf.ones([2, 3]))]):
        return scatter_add(s, f)


def scatter_nd(s, f):
    places = tf.stack([f["i"], f["i"] % 4], 1)
    return s.scatter("ScatterNdSub", s.v, indices=places, updates=f["rows"][:, 0])


# By name: what an entry computes from the State and the feeds.
ENTRIES = {
    "scatter_add": scatter_add,
    "scatter_again": scatter_again,
    "scatter_nd": scatter_nd,
    "scatter_div": lambda s, f: s.scatter("ScatterDiv", s.whole, indices=f["i"], updates=f["numbers"]),
    "gather": lambda s, f: tf.gather(s.v if s.is_resource else s.v._ref(), f["i"]),
    "count": lambda s, f: s.count(),
    "read_unset": lambda s, f: s.read_unset(),
    "shapes": lambda s, f: f["rows"] * tf.cast(tf.reshape(f["numbers"], [-1, 1]), tf.float32),
    "reshape": lambda s, f: s.scatter("ScatterAdd", s.v, indices=[0, 4, 1], updates=tf.reshape(f["rows"], [3, 3])),
    "division": lambda s, f: s.whole.assign_add(tf.fill([6], 7 // f["numbers"][0])),
    "slice_index": lambda s, f: s.v.assign_add(f["rows"][2] * tf.ones(SHAPE)),
    "slice_size": lambda s, f: s.v.assign_add(tf.slice(f["rows"], [1, 0], [2, 1])[1] * tf.ones(SHAPE)),
    "check_numerics": lambda s, f: s.v.assign_add(tf.check_numerics(f["rows"], "rows")[0] * tf.ones(SHAPE)),
    "check_written": lambda s, f: tf.check_numerics(s.v.assign_add(f["rows"][0] * tf.ones(SHAPE)), "written"),
    "check_scattered": lambda s, f: tf.check_numerics(scatter_add(s, f), "scattered"),
}
FEEDS = {"i": tf.int32, "rows": tf.float32, "numbers": tf.int32}
GOOD = {
    "i": np.int32([4, 1, 4]),
    "rows": np.arange(9, dtype=np.float32).reshape(3, 3) / 8,
    "numbers": np.int32([2, -3, 5]),
}
NAN = GOOD["rows"] * np.float32([[1], [1], [np.nan]])


@dataclasses.dataclass(frozen=True)
class Failure:
    """What makes an entry fail, and how.

    changed: what is fed instead of GOOD. before: entries that run beforehand; between: lines that must run before
    the good step can succeed. theirs: TensorFlow's text where ours says the same in other words.
    """

    entry: str
    message: str
    changed: dict = dataclasses.field(default_factory=dict)
    before: tuple = ()
    between: tuple = ()
    theirs: str = ""


def bad_index(entry, place, index=6):
    indices = GOOD["i"].copy()
    indices[place] = index
    return Failure(entry, f"indices[{place}] = {index} is not in [0, 6)", {"i": indices})


FAILURES = [
    *(bad_index("scatter_add", place) for place in range(3)),
    bad_index("scatter_add", 1, -1),
    bad_index("scatter_again", 2),
    bad_index("gather", 1),
    Failure(
        "scatter_nd",
        "coordinate 1 of indices[1] = 3 is not in [0, 3)",
        {"i": np.int32([0, 3, 1])},
        theirs="indices[1] = [3, 3] does not index into shape [6,3]",
    ),
    Failure("count", "Reached limit of 1", before=("count",), between=("run reset",)),
    Failure(
        "read_unset",
        "Attempting to use uninitialized value unset",
        between=("run set --feed rows=[[1,2,3]]",),
        theirs="unset",
    ),
    Failure("shapes", "Incompatible shapes", {"numbers": np.int32([1, 2])}),
    Failure("reshape", "requested shape has 9", {"rows": GOOD["rows"][:1]}),
    Failure("scatter_div", "updates must not contain 0", {"numbers": np.int32([1, 0, 2])}),
    Failure("division", "Integer division by zero", {"numbers": np.int32([0, 0, 0])}),
    Failure("slice_index", "slice index 2 of dimension 0 out of bounds", {"rows": GOOD["rows"][:2]}),
    Failure("slice_size", "Expected size[0] in [0, 1], but got 2", {"rows": GOOD["rows"][:2]}),
    Failure("check_numerics", "rows : Tensor had NaN values", {"rows": NAN}),
    Failure("check_written", "written : Tensor had NaN values", {"rows": NAN[::-1]}),
    Failure("check_scattered", "scattered : Tensor had NaN values", {"rows": NAN}),
]
# By reference, TensorFlow's process gets a signal.
ENDS_TENSORFLOW = {"scatter_div"}


def build(is_resource):
    s = State(is_resource)
    feeds = {name: tf.placeholder(kind, [None, 3] if name == "rows" else [None], name) for name, kind in FEEDS.items()}
    tf.random_uniform([4], seed=7, name="draw")
    for seed, (name, step) in enumerate(ENTRIES.items()):
        with tf.name_scope(name):
            noise = tf.random_uniform(SHAPE, seed=seed)
            with tf.control_dependencies([s.w.assign_add(noise), s.steps.assign_add(1)]):
                tf.identity(step(s, feeds), name="result")
    tf.identity(s.is_set(), name="is_set")
    tf.group(s.set(feeds["rows"][0]), name="set")
    tf.group(s.counter.assign(0), name="reset")


class Failing(InteropTest):
    def compile(self, is_resource):
        self.reference = Reference(lambda: build(is_resource))
        self.addCleanup(self.reference.close)
        graph = self.reference.write_meta_graph(self.folder / "failing.meta")
        feeds = ", ".join(FEEDS)
        entries = [f"{name}: {feeds} -> result={name}/result" for name in ENTRIES]
        entries += ["draw: -> draw=draw/RandomUniform", "is_set: -> is_set"]
        entries += ["set: rows -> ; run set", "reset: -> ; run reset"]
        return Program.compile(graph, self.folder, entries)

    def line(self, entry, changed, suffix):
        """A call of an entry of ENTRIES; its feeds lie in files that `suffix` tells apart."""
        words = []
        for name, value in {**GOOD, **changed}.items():
            path = self.folder / f"{name}-{suffix}.npy"
            write_tensor(path, value)
            words.append(f"--feed {name}={path}")
        return f"run {entry} {' '.join(words)}"

    def run_around(self, program, failure, step, suffix):
        """Runs what is before, `step`, what is between, and a good step; returns what is left, before and after."""
        good = self.line(failure.entry, {}, "good")
        found = self.folder / f"{suffix}-found"
        program.script(
            [
                "init",
                *(self.line(entry, {}, "good") for entry in (*failure.before, "gather")),
                f"save {found}-before",
                *step,
                f"save {found}-between",
                f"run is_set --fetch is_set={found}-is_set.npy",
                *failure.between,
                f"{good} --fetch result={found}-result.npy",
                f"save {found}-after",
                f"run draw --fetch draw={found}-draw.npy",
            ]
        )
        arrays = {name: np.load(f"{found}-{name}.npy") for name in ("is_set", "result", "draw")}
        states = {time: read_checkpoint(f"{found}-{time}") for time in ("before", "between", "after")}
        return arrays, states

    def check(self, program, failure):
        bad = self.line(failure.entry, failure.changed, "bad")
        with self.assertRaises(CommandFailed) as caught:
            program.script(["init", *(self.line(entry, {}, "good") for entry in failure.before), bad])
        self.assertIn(failure.message, caught.exception.errors)
        arrays, states = self.run_around(program, failure, [f"-{bad}"], "failed")
        good_arrays, good_states = self.run_around(program, failure, [], "passed")
        for name, value in states["before"].items():
            self.assertSameBits(states["between"][name], value, f"{name} after the failure")
        for name, value in good_states["after"].items():
            self.assertSameBits(states["after"][name], value, f"{name} after the good step")
        for name, value in good_arrays.items():
            self.assertSameBits(arrays[name], value, name)

    def check_theirs(self, failure):
        """TensorFlow fails for the same reason."""
        self.reference.initialize()
        for entry in failure.before:
            self.reference.run(f"{entry}/result:0", GOOD)
        with self.assertRaises(tf.errors.OpError) as caught:
            self.reference.run(f"{failure.entry}/result:0", {**GOOD, **failure.changed})
        self.assertIn(failure.theirs or failure.message, caught.exception.message)

    def check_all(self, is_resource):
        program = self.compile(is_resource)
        for failure in FAILURES:
            with self.subTest(failure.entry, message=failure.message):
                self.check(program, failure)
                if is_resource or failure.entry not in ENDS_TENSORFLOW:
                    self.check_theirs(failure)

    def test_by_reference(self):
        self.check_all(is_resource=False)

    def test_by_resource(self):
        self.check_all(is_resource=True)
