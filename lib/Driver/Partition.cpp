// Parses --partition and sets the attributes that --vf-partition-variables
// resolves.
#include "Partition.h"

#include "vf/IR/VFOps.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"

using namespace vf;
using llvm::FailureOr;
using llvm::StringRef;

namespace {
/// A partitioner that the command line knows.
struct Partitioner {
  StringRef name;
  StringRef usage;
  size_t fewest; ///< arguments besides the axis
  size_t most;
  mlir::Attribute (*build)(mlir::MLIRContext *context, const PartitionSpec &);
};
} // namespace

static const Partitioner kPartitioners[] = {
    {"fixed_size", "fixed_size(SHARDS)", 1, 1,
     [](mlir::MLIRContext *context,
        const PartitionSpec &spec) -> mlir::Attribute {
       return mlir::vf::FixedSizeAttr::get(context, spec.numbers[0], spec.axis);
     }},
    {"variable_axis_size", "variable_axis_size(BYTES)", 1, 1,
     [](mlir::MLIRContext *context,
        const PartitionSpec &spec) -> mlir::Attribute {
       return mlir::vf::VariableAxisSizeAttr::get(context, spec.numbers[0],
                                                  /*maxShards=*/0, spec.axis);
     }},
    {"min_max", "min_max(SHARDS, BYTES)", 2, 2,
     [](mlir::MLIRContext *context,
        const PartitionSpec &spec) -> mlir::Attribute {
       return mlir::vf::MinMaxAttr::get(context, spec.numbers[0],
                                        spec.numbers[1], spec.axis);
     }},
    {"shards", "shards(SIZE, ...)", 1, SIZE_MAX,
     [](mlir::MLIRContext *context,
        const PartitionSpec &spec) -> mlir::Attribute {
       return mlir::vf::ShardsAttr::get(context, spec.numbers, spec.axis);
     }}};

static const Partitioner *lookupPartitioner(StringRef name) {
  const auto *found = llvm::find_if(
      kPartitioners, [&](const Partitioner &p) { return p.name == name; });
  return found == std::end(kPartitioners) ? nullptr : found;
}

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

namespace {
class SpecParser {
public:
  SpecParser(StringRef text, DiagnosticEngine &diagnostics)
      : text(text), diagnostics(diagnostics) {}
  FailureOr<PartitionSpec> parse();

private:
  llvm::LogicalResult fail(const llvm::Twine &problem);
  llvm::LogicalResult parsePattern(StringRef pattern, PartitionSpec &spec);
  llvm::LogicalResult parseArgument(StringRef argument, PartitionSpec &spec);
  llvm::LogicalResult checkArguments(const PartitionSpec &spec);

  StringRef text;
  DiagnosticEngine &diagnostics;
};
} // namespace

llvm::LogicalResult SpecParser::fail(const llvm::Twine &problem) {
  return emitError(diagnostics, Location())
         << "--partition '" << text << "': " << problem;
}

llvm::LogicalResult SpecParser::parsePattern(StringRef pattern,
                                             PartitionSpec &spec) {
  spec.pattern = pattern.str();
  auto names = llvm::GlobPattern::create(spec.pattern);
  if (!names)
    return fail(llvm::toString(names.takeError()));
  return llvm::success();
}

llvm::LogicalResult SpecParser::parseArgument(StringRef argument,
                                              PartitionSpec &spec) {
  StringRef number = argument;
  bool isAxis = number.consume_front("axis");
  if (isAxis) {
    number = number.ltrim();
    if (!number.consume_front("="))
      return fail("expected axis=NUMBER, found '" + argument + "'");
  }
  int64_t value;
  if (number.trim().getAsInteger(10, value) || value < (isAxis ? 0 : 1))
    return fail("expected a number of at least " + llvm::Twine(isAxis ? 0 : 1) +
                ", found '" + number.trim() + "'");
  if (isAxis)
    spec.axis = value;
  else
    spec.numbers.push_back(value);
  return llvm::success();
}

llvm::LogicalResult SpecParser::checkArguments(const PartitionSpec &spec) {
  const Partitioner *partitioner = lookupPartitioner(spec.partitioner);
  if (!partitioner) {
    auto usages = llvm::map_range(kPartitioners,
                                  [](const Partitioner &p) { return p.usage; });
    return fail("expected one of " + llvm::join(usages, ", ") + ", found '" +
                spec.partitioner + "'");
  }
  if (spec.numbers.size() < partitioner->fewest ||
      spec.numbers.size() > partitioner->most)
    return fail("expected " + partitioner->usage + ", found " +
                llvm::Twine(spec.numbers.size()) + " numbers");
  return llvm::success();
}

FailureOr<PartitionSpec> SpecParser::parse() {
  auto [pattern, call] = text.split('=');
  auto [name, arguments] = call.trim().split('(');
  if (pattern.trim().empty() || name.empty() || !arguments.consume_back(")"))
    return fail("expected PATTERN=PARTITIONER(NUMBER, ..., axis=NUMBER)");
  PartitionSpec spec;
  spec.text = text.str();
  spec.partitioner = name.rtrim().str();
  if (failed(parsePattern(pattern.trim(), spec)))
    return llvm::failure();
  for (StringRef argument : llvm::split(arguments, ','))
    if (failed(parseArgument(argument.trim(), spec)))
      return llvm::failure();
  if (failed(checkArguments(spec)))
    return llvm::failure();
  return spec;
}

FailureOr<PartitionSpec> vf::parsePartitionSpec(StringRef text,
                                                DiagnosticEngine &diagnostics) {
  return SpecParser(text, diagnostics).parse();
}

//===----------------------------------------------------------------------===//
// Applying
//===----------------------------------------------------------------------===//

static llvm::LogicalResult applyPartition(mlir::vf::VariableOp variable,
                                          const PartitionSpec &spec) {
  const Partitioner &partitioner = *lookupPartitioner(spec.partitioner);
  auto attribute = cast<mlir::vf::PartitionerAttrInterface>(
      partitioner.build(variable.getContext(), spec));
  auto report = [&] {
    return variable.emitError() << "--partition '" << spec.text << "': ";
  };
  if (failed(attribute.verifyPartition(variable.getValueType(), report)))
    return llvm::failure();
  variable.setPartitionAttr(attribute);
  return llvm::success();
}

llvm::LogicalResult vf::applyPartitions(mlir::ModuleOp module,
                                        llvm::ArrayRef<PartitionSpec> specs,
                                        DiagnosticEngine &diagnostics) {
  bool ok = true;
  llvm::SmallVector<llvm::GlobPattern> patterns;
  for (const PartitionSpec &spec : specs)
    patterns.push_back(llvm::cantFail(llvm::GlobPattern::create(spec.pattern)));
  llvm::SmallVector<bool> isUsed(specs.size());
  for (auto variable : module.getOps<mlir::vf::VariableOp>()) {
    const auto *names =
        llvm::find_if(patterns, [&](const llvm::GlobPattern &pattern) {
          return pattern.match(variable.getSymName());
        });
    if (names == patterns.end() || variable.getValueType().getRank() == 0)
      continue;
    size_t index = names - patterns.begin();
    isUsed[index] = true;
    ok &= succeeded(applyPartition(variable, specs[index]));
  }
  for (auto [spec, used] : llvm::zip_equal(specs, isUsed))
    if (!used) {
      ok = false;
      emitError(diagnostics, Location())
          << "--partition '" << spec.text
          << "': no variable to partition has a name like '" << spec.pattern
          << "'";
    }
  return llvm::success(ok);
}
