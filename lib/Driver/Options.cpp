// vf-compile's command line, on llvm::cl, so that MLIR's own options for dumps,
// timing and reproducers come along.
#include "Options.h"

#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/Timing.h"
#include "mlir/Transforms/Passes.h"
#include "vf/Pipelines/Pipelines.h"
#include "vf/Support/Identifiers.h"
#include "vf/rt/abi.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"
#include "llvm/TargetParser/Host.h"

#include <cstdlib>

using namespace vf;
namespace cl = llvm::cl;

static constexpr char kExamples[] = R"(
EXAMPLES:

  Compile a training graph into a program with two entries:
    vf-compile model.meta --entry 'train: X, Y -> loss=truediv ; run GradientDescent' --entry 'predict: X -> pred' --shape X=? --shape Y=? -o lr

  Save its embeddings in four shards, as TensorFlow's partitioned variables:
    vf-compile model.meta --entry 'train: ids, y -> loss ; run step' --partition 'embedding*=fixed_size(4)' -o model

  See what a graph holds:
    vf-compile --list model.meta

  Compile a module of the dialects vf and nd, as --emit=vf prints one, text or bytecode:
    vf-compile model.mlir -o lr
)";

namespace {
/// The options; they exist while the command line is parsed.
struct OptionSet {
  cl::OptionCategory graph{"What to compile"};
  cl::OptionCategory artifact{"What to make"};

  cl::opt<std::string> input{cl::Positional, cl::desc("<graph or module>"),
                             cl::cat(graph)};
  cl::list<std::string> entries{
      "entry", cl::cat(graph),
      cl::value_desc("name: feeds -> fetches ; run targets"),
      cl::desc("An entry point; may be given several times")};
  cl::list<std::string> shapes{
      "shape", cl::cat(graph), cl::value_desc("tensor=2xBx?"),
      cl::desc("The shape of a feed; ? is any size, a letter a shared one")};
  cl::list<std::string> partitions{
      "partition", cl::cat(graph),
      cl::value_desc("pattern=fixed_size(4, axis=0)"),
      cl::desc("Variables to save in shards, by a glob of their names, and "
               "how: fixed_size(shards), variable_axis_size(bytes), "
               "min_max(shards, bytes), shards(size, ...)")};
  cl::list<std::string> signatures{
      "signature", cl::cat(graph), cl::value_desc("name"),
      cl::desc(
          "A signature to compile where no --entry is given (default: all)")};
  cl::list<std::string> tags{
      "tags", cl::cat(graph), cl::CommaSeparated, cl::value_desc("a,b"),
      cl::desc(
          "Which graph of a SavedModel (default: serve, or the only one)")};
  cl::opt<std::string> saver{
      "saver", cl::cat(graph), cl::value_desc("name"),
      cl::desc("Which Saver says what is saved (default: the graph's own)")};
  cl::opt<bool> dropUnused{
      "drop-unused-variables", cl::cat(graph),
      cl::desc("Leave out the variables that no entry touches")};
  cl::opt<bool> strictRaces{
      "strict-races", cl::cat(graph),
      cl::desc("Refuse a graph that leaves accesses to a variable unordered, "
               "instead of warning")};
  cl::opt<bool> list{
      "list", cl::cat(graph),
      cl::desc(
          "Print variables, placeholders, signatures and Savers, and stop")};
  cl::opt<bool> json{"json", cl::cat(graph),
                     cl::desc("Print the list as JSON")};

  cl::opt<std::string> output{
      "o", cl::cat(artifact), cl::value_desc("path"),
      cl::desc("Where to write (default: a.out or standard output)")};
  cl::opt<Emit> emit{
      "emit", cl::cat(artifact), cl::desc("The form to stop at:"),
      cl::init(Emit::Executable),
      cl::values(
          clEnumValN(Emit::VF, "vf", "the imported graph, a module"),
          clEnumValN(Emit::Core, "core", "stage calls and functional cores"),
          clEnumValN(Emit::Linalg, "linalg", "cores on fused linalg"),
          clEnumValN(Emit::LLVM, "llvm", "the LLVM dialect"),
          clEnumValN(Emit::LL, "ll", "LLVM IR"),
          clEnumValN(Emit::Object, "obj", "an object file and its header"),
          clEnumValN(Emit::Static, "static", "a static library and its header"),
          clEnumValN(Emit::Executable, "exe", "a program (default)"))};
  cl::opt<std::string> triple{"mtriple", cl::cat(artifact),
                              cl::value_desc("triple"),
                              cl::desc("Target (default: this machine's)")};
  cl::opt<std::string> cpu{
      "mcpu", cl::cat(artifact), cl::value_desc("name"),
      cl::desc("CPU (default: x86-64-v3 on x86-64, generic elsewhere)")};
  cl::opt<bool> timeReport{"time-report", cl::cat(artifact),
                           cl::desc("Print the time of each phase and pass")};
  cl::opt<unsigned> optLevel{"O",
                             cl::cat(artifact),
                             cl::Prefix,
                             cl::init(2),
                             cl::value_desc("0-3"),
                             cl::desc("Optimization level (default: 2)")};

  // Of mlir-opt's options for debugging, these two are of its driver.
  cl::opt<std::string> reproducer{
      "mlir-generate-reproducer", cl::value_desc("filename"),
      cl::desc("Write the imported graph and the passes that it goes through "
               "to a file that vf-opt --run-reproducer runs")};
  cl::opt<bool> dumpPassPipeline{"dump-pass-pipeline",
                                 cl::desc("Print the passes that will be run")};
};
} // namespace

/// Ends the process: the command line cannot be understood.
[[noreturn]] static void failUsage(const llvm::Twine &message) {
  llvm::errs() << "error: " << message
               << "\nhint: vf-compile --help shows the options\n";
  // Nobody is left to tell; a stream with an error would end us by a signal.
  llvm::errs().clear_error();
  exit(2);
}

static void validate(const CompileOptions &options) {
  if (options.input.empty())
    failUsage("no graph given");
  if (options.optLevel > 3)
    failUsage("expected -O0 to -O3, found -O" + llvm::Twine(options.optLevel));
  if (options.json && !options.list)
    failUsage("--json goes with --list");
  if (options.output == "-" && options.emit >= Emit::Object)
    failUsage("expected a path to write a binary form to, found '-', standard "
              "output");
  if (!options.entries.empty() && !options.signatures.empty())
    failUsage("--signature and --entry exclude each other");
}

llvm::StringRef CompileOptions::findGraphOption() const {
  if (!entries.empty())
    return "--entry";
  if (!shapes.empty())
    return "--shape";
  if (!signatures.empty())
    return "--signature";
  if (!tags.empty())
    return "--tags";
  return list ? "--list" : "";
}

std::string CompileOptions::modelName() const {
  llvm::StringRef stem = llvm::sys::path::stem(output);
  if (emit == Emit::Static)
    stem.consume_front("lib");
  // A global name does not begin with '_'.
  std::string name = stem.empty() ? "model" : toIdentifier(stem);
  return name.front() == '_' ? "model" + name : name;
}

CompileOptions vf::parseOptions(int argc, char **argv) {
  OptionSet set;
  // Names passes in the options that dump IR.
  mlir::registerTransformsPasses();
  mlir::bufferization::registerBufferizationPasses();
  mlir::vf::registerPassesAndPipelines();
  mlir::registerAsmPrinterCLOptions();
  mlir::registerMLIRContextCLOptions();
  mlir::registerPassManagerCLOptions();
  mlir::registerDefaultTimingManagerCLOptions();
  cl::HideUnrelatedOptions({&set.graph, &set.artifact});
  cl::SetVersionPrinter([](llvm::raw_ostream &os) {
    os << "vf-compile " VF_VERSION ", target "
       << llvm::sys::getDefaultTargetTriple() << ", ABI " << VF_ABI_VERSION
       << "\n";
  });
  cl::extrahelp examples(kExamples);
  std::string errors;
  llvm::raw_string_ostream errorStream(errors);
  if (!cl::ParseCommandLineOptions(
          argc, argv,
          "Compiles a TensorFlow graph with its variables, or a module\n",
          &errorStream))
    // What is wrong with a value, llvm::cl has printed by itself.
    failUsage(errors.empty() ? "an option has a wrong value"
                             : llvm::StringRef(errors).trim());

  if (set.output.getNumOccurrences() && set.output.empty())
    failUsage("expected a path after -o, found an empty one");
  CompileOptions options{set.input,
                         set.output,
                         set.entries,
                         set.shapes,
                         set.partitions,
                         set.signatures,
                         set.tags,
                         set.saver,
                         set.emit,
                         set.triple,
                         set.cpu,
                         set.optLevel,
                         set.list,
                         set.json,
                         set.dropUnused,
                         set.strictRaces,
                         set.timeReport,
                         set.reproducer,
                         set.dumpPassPipeline};
  if (options.output.empty() && options.emit >= Emit::Object)
    options.output = "a.out";
  validate(options);
  return options;
}
