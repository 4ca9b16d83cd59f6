# How a dialect's generated parts are declared.
include_guard()

# vf_add_dialect(PREFIX NAME): generates PREFIX{Ops,Attrs,Types,Enums,Dialect}.{h,cpp}.inc from PREFIXOps.td of this folder
# (target PREFIXIRIncGen) and the dialect's page docs/Dialects/PREFIX.md (target PREFIXDocGen).
function(vf_add_dialect prefix name)
  set(LLVM_TARGET_DEFINITIONS ${prefix}Ops.td)
  mlir_tablegen(${prefix}Ops.h.inc -gen-op-decls -dialect=${name})
  mlir_tablegen(${prefix}Ops.cpp.inc -gen-op-defs -dialect=${name})
  mlir_tablegen(${prefix}Attrs.h.inc -gen-attrdef-decls -attrdefs-dialect=${name})
  mlir_tablegen(${prefix}Attrs.cpp.inc -gen-attrdef-defs -attrdefs-dialect=${name})
  mlir_tablegen(${prefix}Types.h.inc -gen-typedef-decls -typedefs-dialect=${name})
  mlir_tablegen(${prefix}Types.cpp.inc -gen-typedef-defs -typedefs-dialect=${name})
  mlir_tablegen(${prefix}Dialect.h.inc -gen-dialect-decls -dialect=${name})
  mlir_tablegen(${prefix}Dialect.cpp.inc -gen-dialect-defs -dialect=${name})
  # Enumerations know no dialect: PREFIXOps.td would generate those of the dialects it includes as well.
  set(LLVM_TARGET_DEFINITIONS ${prefix}Attrs.td)
  mlir_tablegen(${prefix}Enums.h.inc -gen-enum-decls)
  mlir_tablegen(${prefix}Enums.cpp.inc -gen-enum-defs)
  add_public_tablegen_target(${prefix}IRIncGen)
  if(NOT TARGET mlir-doc)
    add_custom_target(mlir-doc)
  endif()
  add_mlir_doc(${prefix}Ops ${prefix} Dialects/ -gen-dialect-doc -dialect=${name})
endfunction()
