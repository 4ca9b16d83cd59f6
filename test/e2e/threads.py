"""Threads share a large step, and its results are the same, bit for bit, for every number of them."""

import unittest

import dense_layer
from commands import CommandTest, execute


class Threads(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.graph = dense_layer.build_graph().write(cls.folder / "layer.pbtxt")
        cls.feeds = dense_layer.write_feeds(cls.folder)

    def train(self, program, threads):
        """Three steps; returns the bytes of the checkpoint."""
        prefix = self.folder / f"threads{threads}"
        command = [program, "run", "train", "--init", "--steps", 3, "--threads", threads, "--save", prefix]
        self.assertSucceeds(execute([*command, *self.feeds], self.folder))
        return prefix.with_suffix(".data-00000-of-00001").read_bytes()

    def test_same_results(self):
        program = self.compile_program(self.graph, *dense_layer.ENTRY)
        alone = self.train(program, 1)
        self.assertNotEqual(alone[:4096], bytes(4096))
        for threads in (2, 3, 4):
            self.assertEqual(self.train(program, threads), alone, f"{threads} threads")

    def test_shares(self):
        """Both products, the error with its tanh, the update, and the initializer's fill."""
        finished = self.compile(self.graph, *dense_layer.ENTRY, "--emit=llvm", name="layer.llvm")
        self.assertSucceeds(finished)
        text = (self.folder / "layer.llvm").read_text()
        self.assertEqual(text.count("llvm.call @vf.parallel_for("), 5)


if __name__ == "__main__":
    unittest.main()
