// The structs of vf/rt/abi.h as generated code sees them: the compiler's own
// types and constants are laid out as the header's, member by member.
#include "Conversion/VFToLLVM/ABITypes.h"

#include "vf/Conversion/ModelDescriptor.h"
#include "vf/rt/abi.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Target/LLVMIR/TypeToLLVM.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"
#include "gtest/gtest.h"

#include <cstddef>

using namespace mlir::vf;
/// The C++ library has an `abi` of its own.
namespace vfabi = mlir::vf::abi;

/// Size first, then the offset of each member.
using Layout = std::vector<uint64_t>;

static llvm::DataLayout getHostLayout() {
  llvm::Triple host(llvm::sys::getDefaultTargetTriple());
  return llvm::DataLayout(host.computeDataLayout());
}

static Layout getLayout(llvm::StructType *type, const llvm::DataLayout &data) {
  const llvm::StructLayout *layout = data.getStructLayout(type);
  Layout numbers{layout->getSizeInBytes()};
  for (unsigned i = 0; i < type->getNumElements(); ++i)
    numbers.push_back(layout->getElementOffset(i));
  return numbers;
}

//===----------------------------------------------------------------------===//
// What code reads
//===----------------------------------------------------------------------===//

namespace {
class ABITypes : public testing::Test {
protected:
  ABITypes() { context.loadDialect<mlir::LLVM::LLVMDialect>(); }

  Layout layoutOf(mlir::LLVM::LLVMStructType type) {
    llvm::Type *translated =
        mlir::LLVM::TypeToLLVMIRTranslator(llvmContext).translateType(type);
    return getLayout(llvm::cast<llvm::StructType>(translated), getHostLayout());
  }

  mlir::MLIRContext context;
  llvm::LLVMContext llvmContext;
};
} // namespace

TEST_F(ABITypes, Context) {
  Layout layout = layoutOf(vfabi::getContextType(&context));
  EXPECT_EQ(
      layout,
      (Layout{sizeof(vf_ctx), offsetof(vf_ctx, api), offsetof(vf_ctx, slots),
              offsetof(vf_ctx, generators), offsetof(vf_ctx, arena)}));
  EXPECT_EQ(layout[1 + vfabi::kApi], offsetof(vf_ctx, api));
  EXPECT_EQ(layout[1 + vfabi::kSlots], offsetof(vf_ctx, slots));
  EXPECT_EQ(layout[1 + vfabi::kGenerators], offsetof(vf_ctx, generators));
  EXPECT_EQ(layout[1 + vfabi::kArena], offsetof(vf_ctx, arena));
}

TEST_F(ABITypes, RuntimeApi) {
  Layout layout = layoutOf(vfabi::getApiType(&context));
  EXPECT_EQ(layout[0], sizeof(vf_runtime_api));
  EXPECT_EQ(layout[1 + vfabi::kReserveArena],
            offsetof(vf_runtime_api, reserve_arena));
  EXPECT_EQ(layout[1 + vfabi::kReserveFetch],
            offsetof(vf_runtime_api, reserve_fetch));
  EXPECT_EQ(layout[1 + vfabi::kFail], offsetof(vf_runtime_api, fail));
  EXPECT_EQ(layout[1 + vfabi::kParallelFor],
            offsetof(vf_runtime_api, parallel_for));
  EXPECT_EQ(layout[1 + vfabi::kReserveStrings],
            offsetof(vf_runtime_api, reserve_strings));
  EXPECT_EQ(layout[1 + vfabi::kFeedStrings],
            offsetof(vf_runtime_api, feed_strings));
  EXPECT_EQ(layout[1 + vfabi::kConstantStrings],
            offsetof(vf_runtime_api, constant_strings));
  EXPECT_EQ(layout[1 + vfabi::kJoinStrings],
            offsetof(vf_runtime_api, join_strings));
  EXPECT_EQ(layout[1 + vfabi::kConcatStrings],
            offsetof(vf_runtime_api, concat_strings));
  EXPECT_EQ(layout[1 + vfabi::kReshapeStrings],
            offsetof(vf_runtime_api, reshape_strings));
  EXPECT_EQ(layout[1 + vfabi::kSelectStrings],
            offsetof(vf_runtime_api, select_strings));
  EXPECT_EQ(layout[1 + vfabi::kAssignStrings],
            offsetof(vf_runtime_api, assign_strings));
  EXPECT_EQ(layout[1 + vfabi::kFetchStrings],
            offsetof(vf_runtime_api, fetch_strings));
  EXPECT_EQ(layout[1 + vfabi::kIsTableInitialized],
            offsetof(vf_runtime_api, is_table_initialized));
  EXPECT_EQ(layout[1 + vfabi::kBuildTable],
            offsetof(vf_runtime_api, build_table));
  EXPECT_EQ(layout[1 + vfabi::kInitializeTable],
            offsetof(vf_runtime_api, initialize_table));
  EXPECT_EQ(layout[1 + vfabi::kTableSize],
            offsetof(vf_runtime_api, table_size));
  EXPECT_EQ(layout[1 + vfabi::kFindNumbers],
            offsetof(vf_runtime_api, find_numbers));
  EXPECT_EQ(layout[1 + vfabi::kFindStrings],
            offsetof(vf_runtime_api, find_strings));
  EXPECT_EQ(layout[1 + vfabi::kApiStructSize],
            offsetof(vf_runtime_api, struct_size));
}

TEST_F(ABITypes, Slot) {
  Layout layout = layoutOf(vfabi::getSlotType(&context));
  EXPECT_EQ(layout,
            (Layout{sizeof(vf_slot), offsetof(vf_slot, data),
                    offsetof(vf_slot, capacity), offsetof(vf_slot, flags),
                    offsetof(vf_slot, rank), offsetof(vf_slot, dims)}));
  EXPECT_EQ(layout[1 + vfabi::kSlotData], offsetof(vf_slot, data));
  EXPECT_EQ(layout[1 + vfabi::kSlotFlags], offsetof(vf_slot, flags));
}

TEST_F(ABITypes, Arg) {
  Layout layout = layoutOf(vfabi::getArgType(&context));
  EXPECT_EQ(layout[0], sizeof(vf_arg));
  EXPECT_EQ(layout[1 + vfabi::kArgData], offsetof(vf_arg, data));
  EXPECT_EQ(layout[1 + vfabi::kArgDtype], offsetof(vf_arg, dtype));
  EXPECT_EQ(layout[1 + vfabi::kArgRank], offsetof(vf_arg, rank));
  EXPECT_EQ(layout[1 + vfabi::kArgDims], offsetof(vf_arg, dims));
}

TEST_F(ABITypes, Generator) {
  Layout layout = layoutOf(vfabi::getGeneratorType(&context));
  EXPECT_EQ(layout[0], sizeof(vf_generator));
  EXPECT_EQ(layout[1 + vfabi::kKey], offsetof(vf_generator, key));
  EXPECT_EQ(layout[1 + vfabi::kCounterLo], offsetof(vf_generator, counter_lo));
  EXPECT_EQ(layout[1 + vfabi::kCounterHi], offsetof(vf_generator, counter_hi));
}

//===----------------------------------------------------------------------===//
// What code is described by
//===----------------------------------------------------------------------===//

/// One of everything, so that no array is null.
static ModelDescription makeModel() {
  ModelDescription model;
  model.name = "m";
  model.variables = {{"w", VF_FLOAT, {2, 3}, true, true}};
  TensorDescription feed{"x", "x:0", VF_FLOAT, {-1}, {0}};
  model.entries = {{"e", "f", false, true, {feed}, {feed}, {"B"}, {0}},
                   {"vf_init", "f", true, true, {}, {}, {}, {}}};
  model.savers = {{"save", 2, false, 5, 10000.0f, {{"w", "", 0}}}};
  model.generators = {{"noise", 1, 2}};
  model.sites = {{VF_INVALID_ARGUMENT, "n", "Op", "text"}};
  model.strings = {{{2}, {"a", std::string("\0b", 2)}}};
  model.tables = {{"t", VF_STRING, VF_INT64, true}};
  return model;
}

namespace {
/// The descriptor of makeModel() as a constant of an LLVM module.
class Descriptor : public testing::Test {
protected:
  Descriptor() : module("m", context) {
    module.setDataLayout(getHostLayout());
    llvm::Function::Create(
        llvm::FunctionType::get(llvm::Type::getInt32Ty(context), false),
        llvm::GlobalValue::ExternalLinkage, "f", module);
    emitModelDescriptor(module, makeModel());
    value = module.getNamedGlobal("vf_model_m")->getInitializer();
  }

  /// The member of `aggregate` that lies at `offset`.
  llvm::Constant *memberAt(llvm::Constant *aggregate, uint64_t offset) {
    auto *type = llvm::cast<llvm::StructType>(aggregate->getType());
    unsigned index = module.getDataLayout()
                         .getStructLayout(type)
                         ->getElementContainingOffset(offset);
    return aggregate->getAggregateElement(index);
  }
  int64_t numberAt(llvm::Constant *aggregate, uint64_t offset) {
    return llvm::cast<llvm::ConstantInt>(memberAt(aggregate, offset))
        ->getSExtValue();
  }
  /// The first element of the array to which the member at `offset` points.
  llvm::Constant *firstAt(llvm::Constant *aggregate, uint64_t offset) {
    auto *array = llvm::cast<llvm::GlobalVariable>(memberAt(aggregate, offset));
    return array->getInitializer()->getAggregateElement(0u);
  }
  Layout layoutOf(llvm::Constant *constant) {
    return getLayout(llvm::cast<llvm::StructType>(constant->getType()),
                     module.getDataLayout());
  }

  llvm::LLVMContext context;
  llvm::Module module;
  llvm::Constant *value;
};
} // namespace

TEST_F(Descriptor, Model) {
  EXPECT_EQ(layoutOf(value),
            (Layout{sizeof(vf_model_desc),
                    offsetof(vf_model_desc, struct_size),
                    offsetof(vf_model_desc, abi_version),
                    offsetof(vf_model_desc, name),
                    offsetof(vf_model_desc, graph_hash),
                    offsetof(vf_model_desc, target),
                    offsetof(vf_model_desc, compiler_version),
                    offsetof(vf_model_desc, num_variables),
                    offsetof(vf_model_desc, num_entries),
                    offsetof(vf_model_desc, num_savers),
                    offsetof(vf_model_desc, num_generators),
                    offsetof(vf_model_desc, num_sites),
                    offsetof(vf_model_desc, initializer),
                    offsetof(vf_model_desc, global_step),
                    offsetof(vf_model_desc, reserved),
                    offsetof(vf_model_desc, variables),
                    offsetof(vf_model_desc, entries),
                    offsetof(vf_model_desc, savers),
                    offsetof(vf_model_desc, generators),
                    offsetof(vf_model_desc, sites),
                    offsetof(vf_model_desc, num_public_entries),
                    offsetof(vf_model_desc, shadow_bytes),
                    offsetof(vf_model_desc, num_strings),
                    offsetof(vf_model_desc, num_tables),
                    offsetof(vf_model_desc, strings),
                    offsetof(vf_model_desc, tables)}));
  EXPECT_EQ(numberAt(value, offsetof(vf_model_desc, struct_size)),
            static_cast<int64_t>(sizeof(vf_model_desc)));
  EXPECT_EQ(numberAt(value, offsetof(vf_model_desc, abi_version)),
            VF_ABI_VERSION);
  EXPECT_EQ(numberAt(value, offsetof(vf_model_desc, num_entries)), 2);
  EXPECT_EQ(numberAt(value, offsetof(vf_model_desc, initializer)), 1);
  EXPECT_EQ(numberAt(value, offsetof(vf_model_desc, num_public_entries)), 1);
  EXPECT_EQ(numberAt(value, offsetof(vf_model_desc, global_step)), -1);
}

TEST_F(Descriptor, Variable) {
  llvm::Constant *variable = firstAt(value, offsetof(vf_model_desc, variables));
  EXPECT_EQ(layoutOf(variable),
            (Layout{sizeof(vf_variable_desc), offsetof(vf_variable_desc, name),
                    offsetof(vf_variable_desc, dtype),
                    offsetof(vf_variable_desc, rank),
                    offsetof(vf_variable_desc, dims),
                    offsetof(vf_variable_desc, flags)}));
  EXPECT_EQ(numberAt(variable, offsetof(vf_variable_desc, rank)), 2);
  EXPECT_EQ(numberAt(variable, offsetof(vf_variable_desc, flags)),
            VF_VARIABLE_TRAINABLE | VF_VARIABLE_HAS_INITIALIZER);
}

TEST_F(Descriptor, EntryAndTensor) {
  llvm::Constant *entry = firstAt(value, offsetof(vf_model_desc, entries));
  EXPECT_EQ(
      layoutOf(entry),
      (Layout{sizeof(vf_entry_desc), offsetof(vf_entry_desc, name),
              offsetof(vf_entry_desc, function), offsetof(vf_entry_desc, flags),
              offsetof(vf_entry_desc, num_feeds),
              offsetof(vf_entry_desc, num_fetches),
              offsetof(vf_entry_desc, num_symbols),
              offsetof(vf_entry_desc, feeds), offsetof(vf_entry_desc, fetches),
              offsetof(vf_entry_desc, symbols), offsetof(vf_entry_desc, locked),
              offsetof(vf_entry_desc, num_locked),
              offsetof(vf_entry_desc, reserved)}));
  EXPECT_EQ(numberAt(entry, offsetof(vf_entry_desc, flags)),
            VF_ENTRY_WRITES_STATE);
  llvm::Constant *feed = firstAt(entry, offsetof(vf_entry_desc, feeds));
  EXPECT_EQ(
      layoutOf(feed),
      (Layout{sizeof(vf_tensor_desc), offsetof(vf_tensor_desc, name),
              offsetof(vf_tensor_desc, tensor), offsetof(vf_tensor_desc, dtype),
              offsetof(vf_tensor_desc, rank), offsetof(vf_tensor_desc, dims),
              offsetof(vf_tensor_desc, symbols)}));
}

TEST_F(Descriptor, SaverAndItsTensor) {
  llvm::Constant *saver = firstAt(value, offsetof(vf_model_desc, savers));
  EXPECT_EQ(layoutOf(saver),
            (Layout{sizeof(vf_saver_desc), offsetof(vf_saver_desc, name),
                    offsetof(vf_saver_desc, version),
                    offsetof(vf_saver_desc, sharded),
                    offsetof(vf_saver_desc, max_to_keep),
                    offsetof(vf_saver_desc, keep_checkpoint_every_n_hours),
                    offsetof(vf_saver_desc, num_tensors),
                    offsetof(vf_saver_desc, tensors)}));
  llvm::Constant *tensor = firstAt(saver, offsetof(vf_saver_desc, tensors));
  EXPECT_EQ(layoutOf(tensor),
            (Layout{sizeof(vf_saver_tensor), offsetof(vf_saver_tensor, key),
                    offsetof(vf_saver_tensor, slice),
                    offsetof(vf_saver_tensor, variable)}));
}

TEST_F(Descriptor, GeneratorAndSite) {
  llvm::Constant *generator =
      firstAt(value, offsetof(vf_model_desc, generators));
  EXPECT_EQ(layoutOf(generator), (Layout{sizeof(vf_generator_desc),
                                         offsetof(vf_generator_desc, node),
                                         offsetof(vf_generator_desc, seed),
                                         offsetof(vf_generator_desc, seed2)}));
  llvm::Constant *site = firstAt(value, offsetof(vf_model_desc, sites));
  EXPECT_EQ(layoutOf(site),
            (Layout{sizeof(vf_site_desc), offsetof(vf_site_desc, code),
                    offsetof(vf_site_desc, node), offsetof(vf_site_desc, op),
                    offsetof(vf_site_desc, message)}));
}

TEST_F(Descriptor, StringsAndTable) {
  llvm::Constant *strings = firstAt(value, offsetof(vf_model_desc, strings));
  EXPECT_EQ(layoutOf(strings),
            (Layout{sizeof(vf_strings_desc), offsetof(vf_strings_desc, rank),
                    offsetof(vf_strings_desc, dims),
                    offsetof(vf_strings_desc, elements)}));
  llvm::Constant *element =
      firstAt(strings, offsetof(vf_strings_desc, elements));
  EXPECT_EQ(layoutOf(element),
            (Layout{sizeof(vf_string), offsetof(vf_string, data),
                    offsetof(vf_string, size)}));
  EXPECT_EQ(numberAt(element, offsetof(vf_string, size)), 1);
  llvm::Constant *table = firstAt(value, offsetof(vf_model_desc, tables));
  EXPECT_EQ(layoutOf(table),
            (Layout{sizeof(vf_table_desc), offsetof(vf_table_desc, name),
                    offsetof(vf_table_desc, key_dtype),
                    offsetof(vf_table_desc, value_dtype),
                    offsetof(vf_table_desc, flags)}));
  EXPECT_EQ(numberAt(table, offsetof(vf_table_desc, value_dtype)), VF_INT64);
}

// An empty list is null, not an array of nothing.
TEST(EmptyDescriptor, ListsAreNull) {
  llvm::LLVMContext context;
  llvm::Module module("m", context);
  ModelDescription model;
  model.name = "empty";
  emitModelDescriptor(module, model);
  llvm::Constant *value =
      module.getNamedGlobal("vf_model_empty")->getInitializer();
  unsigned lists = 0;
  for (unsigned i = 0; llvm::Constant *member = value->getAggregateElement(i);
       ++i)
    lists += llvm::isa<llvm::ConstantPointerNull>(member);
  EXPECT_EQ(lists, 7u);
}
