"""The table of state: each op that touches a variable, in each element type, by reference and by resource.

A cell runs three calls in TensorFlow and in a compiled program, and the outputs and variables after each are compared.
There is one where the op's definition in TensorFlow takes the type and the row is about it: no arithmetic on truth
values, no order of complex numbers, optimizers for floats. Where TensorFlow's definition takes a type that it has no
code for, NumPy decides, and the table shows what TensorFlow said. Strings are no tensors in compiled code and have
tests of their own.
"""


def load_tests(loader, tests, pattern):
    from . import test_table

    tests.addTests(loader.loadTestsFromModule(test_table))
    return tests
