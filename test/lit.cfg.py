# The lit suite: the IR's text forms and what passes and tools make of them.
# Tools are found on PATH, our own first, so a RUN line reads as it is typed.
import os
import sys

import lit.formats

config.name = "VarFlow"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
# Folders with runners of their own, and the inputs of tests.
config.excludes = ["Inputs", "e2e", "interop", "package", "unit"]
config.test_source_root = os.path.dirname(__file__)

config.environment["PATH"] = os.pathsep.join(
    [config.vf_tools_dir, config.llvm_tools_dir, os.environ["PATH"]])
config.environment["FILECHECK_OPTS"] = "--enable-var-scope --allow-unused-prefixes=false"
config.substitutions.append(("%examples", config.vf_examples_dir))
config.substitutions.append(("%python", sys.executable))
