// Lookup tables, by reference and as resources.
#include "../Shapes/ShapeFunctions.h"
#include "OpBuilder.h"

#include "llvm/ADT/Twine.h"

using namespace vf;
using llvm::StringRef;

static void registerTable(OpRegistry &ops, StringRef name,
                          StringRef signature) {
  op(ops, name, signature)
      .attr("container", "")
      .attr("shared_name", "")
      .attr("use_node_name_sharing", false)
      .type("key_dtype")
      .type("value_dtype")
      .stateful();
}

static void registerAccesses(OpRegistry &ops, StringRef suffix,
                             StringRef handle) {
  auto accessOp = [&](StringRef name, StringRef signature) {
    return op(ops, (name + llvm::Twine(suffix)).str(),
              (llvm::Twine("table_handle: ") + handle + signature).str())
        .stateful();
  };
  accessOp("InitializeTable", ", keys: Tkey, values: Tval ->")
      .type("Tkey")
      .type("Tval");
  accessOp("LookupTableImport", ", keys: Tin, values: Tout ->")
      .type("Tin")
      .type("Tout");
  accessOp("LookupTableFind",
           ", keys: Tin, default_value: Tout -> values: Tout")
      .shape(shapes::lookup)
      .type("Tin")
      .type("Tout");
  accessOp("LookupTableSize", " -> size: int64").shape(shapes::scalar);
}

void vf::registerTableOps(OpRegistry &ops) {
  registerTable(ops, "HashTable", "-> table_handle: Ref(string)");
  registerTable(ops, "HashTableV2", "-> table_handle: resource");
  registerAccesses(ops, "", "Ref(string)");
  registerAccesses(ops, "V2", "resource");
}
