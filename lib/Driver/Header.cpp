// Text of the generated header.
#include "Header.h"

#include "vf/Graph/EntrySpec.h"
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
  case VF_COMPLEX64:
    return "std::complex<float>";
  case VF_COMPLEX128:
    return "std::complex<double>";
  default: // half and bfloat16 travel as their bits, as uint16 and quint16 do
    return "std::uint16_t";
  }
}

/// A public name in C and C++: whatever is not of an identifier becomes `_`.
static std::string toIdentifier(llvm::StringRef name) {
  std::string identifier;
  for (char c : name)
    identifier += llvm::isAlnum(c) ? c : '_';
  if (llvm::isDigit(identifier.front()) || isReservedWord(identifier))
    identifier.insert(0, "_");
  return identifier;
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

static std::string formatParameter(const TensorDescription &tensor,
                                   bool isFetch) {
  llvm::StringRef constness = isFetch ? "" : "const ";
  return llvm::formatv("{0}vf::rt::Tensor<{0}{1}, {2}> &{3}", constness,
                       getElementType(tensor.dtype), tensor.dims.size(),
                       toIdentifier(tensor.name));
}

/// The method of an entry; what has the class's name would be a constructor.
static std::string getMethodName(const EntryDescription &entry) {
  return entry.name == "Model" ? "Model_" : entry.name;
}

/// Members of the base are qualified: an entry or a feed may have their names.
static void writeMethod(llvm::raw_ostream &os, const EntryDescription &entry,
                        unsigned number) {
  auto describe = [&](const TensorDescription &tensor, llvm::StringRef role) {
    os << "  /// " << toIdentifier(tensor.name) << ": " << role << " of "
       << tensor.tensor << ", " << formatSizes(tensor, entry) << "\n";
  };
  llvm::SmallVector<std::string> parameters;
  for (const TensorDescription &feed : entry.feeds) {
    describe(feed, "feed");
    parameters.push_back(formatParameter(feed, /*isFetch=*/false));
  }
  for (const TensorDescription &fetch : entry.fetches) {
    describe(fetch, "fetch");
    parameters.push_back(formatParameter(fetch, /*isFetch=*/true));
  }
  os << "  std::int32_t " << getMethodName(entry) << "("
     << llvm::join(parameters, ", ") << ") {\n";
  auto writeArgs = [&](llvm::StringRef name,
                       const std::vector<TensorDescription> &tensors) {
    if (tensors.empty()) {
      os << "    vf_arg *" << name << " = nullptr;\n";
      return;
    }
    os << "    vf_arg " << name << "[] = {";
    llvm::interleaveComma(tensors, os, [&](const TensorDescription &tensor) {
      os << "vf::rt::Model::makeArg(" << toIdentifier(tensor.name) << ", "
         << tensor.dtype << ")";
    });
    os << "};\n";
  };
  writeArgs("vf_feeds", entry.feeds);
  writeArgs("vf_fetches", entry.fetches);
  os << "    std::int32_t vf_status = vf::rt::Model::call(" << number
     << ", vf_feeds, " << entry.feeds.size() << ", vf_fetches, "
     << entry.fetches.size() << ");\n";
  for (auto [index, fetch] : llvm::enumerate(entry.fetches))
    os << "    if (vf_status == VF_OK)\n      "
          "vf::rt::Model::takeFetch(vf_fetches["
       << index << "], " << toIdentifier(fetch.name) << ");\n";
  os << "    return vf_status;\n  }\n";
}

std::string vf::generateHeader(const ModelDescription &model) {
  std::string text;
  llvm::raw_string_ostream os(text);
  std::string guard = "VF_MODEL_" + llvm::StringRef(model.name).upper() + "_H";
  os << "// Model '" << model.name << "', made by vf-compile. Link with vfrt.\n"
     << "#ifndef " << guard << "\n#define " << guard << "\n\n"
     << "#include \"vf/rt/abi.h\"\n\n#ifdef __cplusplus\n"
     << "#include \"vf/rt/Model.h\"\n\n#include <complex>\n\nextern \"C\" "
        "{\n#endif\n"
     << "extern const vf_model_desc " << model.symbol() << ";\n"
     << "#ifdef __cplusplus\n}\n\nnamespace " << model.name << " {\n\n"
     << "class Model : public vf::rt::Model {\npublic:\n"
     << "  explicit Model(const vf_instance_options *options = nullptr)\n"
     << "      : vf::rt::Model(" << model.symbol() << ", options) {}\n";
  for (size_t number = 0; number < model.numPublicEntries(); ++number) {
    os << "\n";
    writeMethod(os, model.entries[number], number);
  }
  os << "};\n\n} // namespace " << model.name
     << "\n#endif // __cplusplus\n\n#endif // " << guard << "\n";
  return text;
}
