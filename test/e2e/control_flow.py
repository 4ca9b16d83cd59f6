"""State in branches and loops: three calls and more on one instance, each with the values that it must leave."""

import pathlib
import unittest

from commands import CommandTest, execute

INPUTS = pathlib.Path(__file__).parent / "Inputs"
VARIABLE_BYTES = 256 << 20
ALLOWANCE_BYTES = 64 << 20


class ControlFlow(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.compile_program(INPUTS / "control-flow.mlir")

    def script(self, *lines):
        path = self.folder / "calls.script"
        path.write_text("".join(line + "\n" for line in lines))
        finished = execute([self.program, "script", path], self.folder)
        self.assertSucceeds(finished)
        return finished

    def check(self, entry, *calls):
        """Runs `entry` from the initial state; each call is (feeds, what it prints)."""
        lines, expected = ["init"], []
        for feeds, printed in calls:
            words = [f"--feed '{feed}'" for feed in feeds] + [f"--print {name.split(' = ')[0]}" for name in printed]
            lines.append(f"run {entry} {' '.join(words)}")
            expected += printed
        self.assertEqual(self.script(*lines).output.splitlines(), expected)

    def test_assign_in_either_branch(self):
        self.check(
            "assign",
            (["c=true", "x=[1, 2, 3, 4]"], ["w = [1, 2, 3, 4]"]),
            (["c=false", "x=[1, 2, 3, 4]"], ["w = [-1, -2, -3, -4]"]),
            (["c=true", "x=[5, 6, 7, 8]"], ["w = [5, 6, 7, 8]"]),
        )

    def test_update_in_one_branch(self):
        self.check(
            "update",
            (["x=[1, 2, 3, 4]"], ["w = [2, 3, 4, 5]", "n = 1"]),
            (["x=[1, 2, 3, 4]"], ["w = [2, 3, 4, 5]", "n = 2"]),
            (["x=[1, 2, 3, 4]"], ["w = [3, 5, 7, 9]", "n = 3"]),
            (["x=[1, 2, 3, 4]"], ["w = [3, 5, 7, 9]", "n = 4"]),
        )

    def test_nested_branches(self):
        self.check(
            "nested",
            (["c=true", "d=true", "x=[1, 2, 3, 4]"], ["w = [4, 9, 16, 25]"]),
            (["c=false", "d=true", "x=[1, 2, 3, 4]"], ["w = [4, 9, 16, 25]"]),
            (["c=true", "d=false", "x=[1, 2, 3, 4]"], ["w = [0, 0, 0, 0]"]),
            (["c=true", "d=true", "x=[1, 2, 3, 4]"], ["w = [1, 4, 9, 16]"]),
        )

    def test_updates_in_a_loop(self):
        feeds = ["x=[1, 2, 3, 4]", "ids=[3, 0, 3]", "rows=[[1, 2], [3, 4], [5, 6]]"]
        self.check(
            "loop",
            (["k=2", *feeds], ["w = [3, 5, 7, 9]", "table = [[6, 8], [0, 0], [0, 0], [12, 16]]"]),
            (["k=0", *feeds], ["w = [3, 5, 7, 9]", "table = [[6, 8], [0, 0], [0, 0], [12, 16]]"]),
            (["k=1", *feeds], ["w = [4, 7, 10, 13]", "table = [[9, 12], [0, 0], [0, 0], [18, 24]]"]),
        )

    def test_count_to_a_limit(self):
        self.check("count", (["limit=3"], ["n = 3"]), (["limit=2"], ["n = 3"]), (["limit=7"], ["n = 7"]))

    def test_swap_in_a_loop(self):
        self.check(
            "swap",
            (["k=1"], ["a = [2, 2]", "b = [1, 1]"]),
            (["k=2"], ["a = [2, 2]", "b = [1, 1]"]),
            (["k=3"], ["a = [1, 1]", "b = [2, 2]"]),
        )

    def test_value_from_before_a_branch(self):
        self.check(
            "old",
            (["c=true", "x=[1, 2, 3, 4]"], ["before = [1, 1, 1, 1]", "after = [2, 3, 4, 5]"]),
            (["c=false", "x=[1, 2, 3, 4]"], ["before = [2, 3, 4, 5]", "after = [2, 3, 4, 5]"]),
            (["c=true", "x=[1, 1, 1, 1]"], ["before = [2, 3, 4, 5]", "after = [6, 12, 20, 30]"]),
        )

    def test_loop_carries_values_beside_the_variable(self):
        """With start s: w is s, 3s, 5s + ... after each round; `last` is the value that the last round began with."""
        self.check(
            "carry",
            (["k=1", "x=[1, 2]"], ["w = [3, 3, 3, 3]", "last = [1, 1, 1, 1]", "sum = [2, 4]"]),
            (["k=2", "x=[1, 2]"], ["w = [15, 15, 15, 15]", "last = [9, 9, 9, 9]", "sum = [4, 8]"]),
            (["k=0", "x=[3]"], ["w = [15, 15, 15, 15]", "last = [15, 15, 15, 15]", "sum = [3]"]),
        )

    def check_failure(self, bad, error, good, printed):
        """`bad` fails with `error` and leaves the state as it was, to the byte; `good` prints what it would have."""
        finished = self.script(
            *("init", f"run {good}", "save before", f"-run {bad}", "save after"),
            f"run {good} " + " ".join(f"--print {line.split(' = ')[0]}" for line in printed),
            *("save next", "init", f"run {good}", f"run {good}", "save expected"),
        )
        self.assertIn(error, finished.errors)
        self.assertEqual(finished.output.splitlines(), printed)
        for left, right in (("before", "after"), ("next", "expected")):
            for suffix in (".index", ".data-00000-of-00001"):
                self.assertEqual((self.folder / (left + suffix)).read_bytes(), (self.folder / (right + suffix)).read_bytes())

    def test_failing_check_in_a_branch(self):
        self.check_failure(
            "check_branch --feed c=true --feed id=[4] --feed row=[[5,6]]",
            "node 'scatter' (ScatterAdd): indices[0] = 4 is not in [0, 4)",
            "check_branch --feed c=true --feed id=[3] --feed row=[[1,2]]",
            ["table = [[0, 0], [0, 0], [0, 0], [2, 4]]"],
        )

    def test_check_in_the_branch_not_taken(self):
        self.check(
            "check_branch",
            (["c=false", "id=[9]", "row=[[1, 2]]"], ["table = [[0, 0], [0, 0], [0, 0], [0, 0]]"]),
            (["c=true", "id=[0]", "row=[[1, 2]]"], ["table = [[1, 2], [0, 0], [0, 0], [0, 0]]"]),
            (["c=false", "id=[-1]", "row=[[1, 2]]"], ["table = [[1, 2], [0, 0], [0, 0], [0, 0]]"]),
        )

    def test_failing_check_in_a_loop_that_writes(self):
        self.check_failure(
            "check_loop --feed k=9 --feed limit=5 --feed x=[1,2,3,4]",
            "node 'count' (CountUpTo): limit reached in round 3",
            "check_loop --feed k=2 --feed limit=5 --feed x=[1,2,3,4]",
            ["n = 4", "w = [5, 9, 13, 17]"],
        )

    def test_failing_check_in_a_while_loop_that_writes(self):
        self.check_failure(
            "check_while --feed k=9 --feed limit=5",
            "node 'count' (CountUpTo): limit reached",
            "check_while --feed k=3 --feed limit=5",
            ["n = 3", "table = [[0, 0], [3, 6], [0, 0], [0, 0]]"],
        )


class LargeVariable(CommandTest):
    """An update in a loop needs no memory of its variable's size."""

    def test_peak_memory(self):
        program = self.compile_program(INPUTS / "large-loop.mlir")
        feeds = [word for feed in ("k=4", "rate=0.5", "ids=[7, 7]") for word in ("--feed", feed)]
        finished = execute([program, "run", "train", "--init", "--steps", 3, *feeds], self.folder)
        self.assertSucceeds(finished)
        self.assertGreaterEqual(finished.peak_bytes, VARIABLE_BYTES, "the variable itself was never resident")
        self.assertLessEqual(finished.peak_bytes, VARIABLE_BYTES + ALLOWANCE_BYTES)


if __name__ == "__main__":
    unittest.main()
