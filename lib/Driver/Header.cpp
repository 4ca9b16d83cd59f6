// Text of the generated header.
#include "Header.h"

#include "HeaderNames.h"

#include "vf/rt/abi.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace vf;
using namespace mlir::vf;

static llvm::StringRef getElementType(int32_t dtype) {
  switch (dtype) {
  case VF_FLOAT:
    return "float";
  case VF_DOUBLE:
    return "double";
  case VF_INT8:
  case VF_QINT8:
    return "std::int8_t";
  case VF_INT16:
  case VF_QINT16:
    return "std::int16_t";
  case VF_INT32:
  case VF_QINT32:
    return "std::int32_t";
  case VF_INT64:
    return "std::int64_t";
  case VF_UINT8:
  case VF_QUINT8:
    return "std::uint8_t";
  case VF_UINT32:
    return "std::uint32_t";
  case VF_UINT64:
    return "std::uint64_t";
  case VF_BOOL:
    return "bool";
  case VF_STRING:
    return "vf_string";
  case VF_COMPLEX64:
    return "std::complex<float>";
  case VF_COMPLEX128:
    return "std::complex<double>";
  default: // half and bfloat16 travel as their bits, as uint16 and quint16 do
    return "std::uint16_t";
  }
}

/// "[B, 64]": the sizes of a tensor, for its comment.
static std::string formatSizes(const TensorDescription &tensor,
                               const EntryDescription &entry) {
  std::string text = "[";
  llvm::ListSeparator separator;
  for (auto [size, symbol] : llvm::zip_equal(tensor.dims, tensor.symbols)) {
    text += llvm::StringRef(separator);
    text += symbol >= 0 ? entry.symbols[symbol]
            : size < 0  ? std::string("?")
                        : std::to_string(size);
  }
  return text + "]";
}

namespace {
struct Parameter {
  std::string name;
  const TensorDescription &tensor;
  bool isFetch;
};
} // namespace

static std::vector<Parameter> listParameters(const EntryDescription &entry) {
  std::vector<Parameter> parameters;
  // What is fed may be fetched under the same name.
  HeaderScope scope;
  for (const TensorDescription &feed : entry.feeds)
    parameters.push_back({scope.add(feed.name), feed, /*isFetch=*/false});
  for (const TensorDescription &fetch : entry.fetches)
    parameters.push_back({scope.add(fetch.name), fetch, /*isFetch=*/true});
  return parameters;
}

static std::string formatParameter(const Parameter &parameter) {
  llvm::StringRef constness = parameter.isFetch ? "" : "const ";
  return llvm::formatv("{0}vf::rt::Tensor<{0}{1}, {2}> &{3}", constness,
                       getElementType(parameter.tensor.dtype),
                       parameter.tensor.dims.size(), parameter.name);
}

/// An array of the parameters as the entry takes them.
static void writeArgs(llvm::raw_ostream &os, llvm::StringRef name,
                      llvm::ArrayRef<Parameter> parameters) {
  if (parameters.empty()) {
    os << "    vf_arg *" << name << " = nullptr;\n";
    return;
  }
  os << "    vf_arg " << name << "[] = {";
  llvm::interleaveComma(parameters, os, [&](const Parameter &parameter) {
    os << "vf::rt::Model::makeArg(" << parameter.name << ", "
       << parameter.tensor.dtype << ")";
  });
  os << "};\n";
}

/// Members of the base are qualified: an entry or a feed may have their names.
static void writeMethod(llvm::raw_ostream &os, llvm::StringRef name,
                        const EntryDescription &entry, unsigned number) {
  std::vector<Parameter> parameters = listParameters(entry);
  auto feeds = llvm::ArrayRef(parameters).take_front(entry.feeds.size());
  auto fetches = llvm::ArrayRef(parameters).drop_front(entry.feeds.size());
  for (const Parameter &parameter : parameters)
    os << "  /// " << parameter.name << ": "
       << (parameter.isFetch ? "fetch" : "feed") << " of "
       << parameter.tensor.tensor << ", "
       << formatSizes(parameter.tensor, entry) << "\n";
  os << "  std::int32_t " << name << "("
     << llvm::join(llvm::map_range(parameters, formatParameter), ", ")
     << ") {\n";
  writeArgs(os, "vf_feeds", feeds);
  writeArgs(os, "vf_fetches", fetches);
  os << "    std::int32_t vf_status = vf::rt::Model::call(" << number
     << ", vf_feeds, " << feeds.size() << ", vf_fetches, " << fetches.size()
     << ");\n";
  for (auto [index, fetch] : llvm::enumerate(fetches))
    os << "    if (vf_status == VF_OK)\n      "
          "vf::rt::Model::takeFetch(vf_fetches["
       << index << "], " << fetch.name << ");\n";
  os << "    return vf_status;\n  }\n";
}

std::string vf::generateHeader(const ModelDescription &model) {
  std::string text;
  llvm::raw_string_ostream os(text);
  std::string space = toNamespace(model.name);
  std::string guard = "VF_MODEL_" + llvm::StringRef(model.name).upper() + "_H";
  os << "// Model '" << model.name << "', made by vf-compile. Link with vfrt.\n"
     << "#ifndef " << guard << "\n#define " << guard << "\n\n"
     << "#include \"vf/rt/abi.h\"\n\n#ifdef __cplusplus\n"
     << "#include \"vf/rt/Model.h\"\n\n#include <complex>\n\nextern \"C\" "
        "{\n#endif\n"
     << "extern const vf_model_desc " << model.symbol() << ";\n"
     << "#ifdef __cplusplus\n}\n\nnamespace " << space << " {\n\n"
     << "class Model : public vf::rt::Model {\npublic:\n"
     << "  explicit Model(const vf_instance_options *options = nullptr)\n"
     << "      : vf::rt::Model(" << model.symbol() << ", options) {}\n";
  // A method with the name of the class would be a constructor.
  HeaderScope methods;
  methods.add("Model");
  for (size_t number = 0; number < model.numPublicEntries(); ++number) {
    os << "\n";
    const EntryDescription &entry = model.entries[number];
    writeMethod(os, methods.add(entry.name), entry, number);
  }
  os << "};\n\n} // namespace " << space
     << "\n#endif // __cplusplus\n\n#endif // " << guard << "\n";
  return text;
}
