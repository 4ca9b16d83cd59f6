"""Runs the interop tests named on the command line, or all of them, and closes with one line of counts."""

import logging
import sys
import unittest

import tensorflow.compat.v1 as tf


class CountingResult(unittest.TextTestResult):
    """Also counts the tests that passed; a test with a failed subtest is none of them."""

    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


def main(names):
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    tf.disable_eager_execution()
    loader = unittest.defaultTestLoader
    tests = loader.loadTestsFromNames(names) if names else loader.discover(".")
    total = tests.countTestCases()
    result = unittest.TextTestRunner(verbosity=2, resultclass=CountingResult).run(tests)
    skipped = len(result.skipped)
    failed = total - result.passed - skipped
    print(f"interop: {skipped} tests skipped for lack of fixtures")
    print(f"interop: {total} tests, {result.passed} passed, {failed} failed, {skipped} skipped")
    return 0 if result.wasSuccessful() and result.passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
