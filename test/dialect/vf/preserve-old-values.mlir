// Values of variables that are used behind an update of the variable.
// RUN: vf-opt %s --vf-preserve-old-values 2>/dev/null | FileCheck %s
// RUN: vf-opt %s --vf-preserve-old-values --verify-diagnostics

vf.variable @w : tensor<4xf32>
vf.variable @v : tensor<4xf32>
vf.variable @table : tensor<8x4xf32>

// A pure consumer moves before the write, with the constant it needs and after its own operands.
// CHECK-LABEL: vf.entry @moved(
// CHECK-SAME:    %[[X:.+]]: tensor<4xf32>)
vf.entry @moved(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NEXT: %[[OLD:.+]] = vf.read @w
  // CHECK-NEXT: %[[NEG:.+]] = nd.neg %[[OLD]]
  // CHECK-NEXT: %[[TWO:.+]] = nd.constant dense<2.000000e+00>
  // CHECK-NEXT: %[[MUL:.+]] = nd.mul %[[OLD]], %[[TWO]]
  // CHECK-NEXT: vf.assign_add @w, %[[X]]
  // CHECK-NEXT: %[[SUM:.+]] = nd.add %[[NEG]], %[[MUL]]
  // CHECK-NEXT: vf.return %[[SUM]]
  %0 = vf.read @w : tensor<4xf32>
  %1 = vf.assign_add @w, %x : tensor<4xf32>
  %2 = nd.neg %0 : tensor<4xf32> -> tensor<4xf32>
  %two = nd.constant dense<2.0> : tensor<f32>
  %3 = nd.mul %0, %two : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  %4 = nd.add %2, %3 : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  vf.return %4 : tensor<4xf32>
}

// What is returned can not move: one copy, before the first of two writes, and a remark for whom.
// CHECK-LABEL: vf.entry @returned(
vf.entry @returned(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK:      %[[OLD:.+]] = vf.read @w
  // CHECK-NEXT: %[[COPY:.+]] = vf.copy %[[OLD]] : tensor<4xf32>
  // CHECK-NEXT: vf.assign_add @w
  // CHECK-NEXT: vf.assign_add @w
  // CHECK-NEXT: vf.return %[[COPY]]
  %0 = vf.read @w : tensor<4xf32>
  // expected-note @below {{written here}}
  %1 = vf.assign_add @w, %x : tensor<4xf32>
  %2 = vf.assign_add @w, %x : tensor<4xf32>
  // expected-remark @below {{needs the value of @w from before a write: a copy of type 'tensor<4xf32>' is made}}
  vf.return %0 : tensor<4xf32>
}

// A consumer of both the old and the new value can not move either.
// CHECK-LABEL: vf.entry @difference(
vf.entry @difference(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK:      %[[OLD:.+]] = vf.read @w
  // CHECK-NEXT: %[[COPY:.+]] = vf.copy %[[OLD]]
  // CHECK-NEXT: %[[NEW:.+]] = vf.assign_add @w
  // CHECK-NEXT: nd.sub %[[NEW]], %[[COPY]]
  %0 = vf.read @w : tensor<4xf32>
  // expected-note @below {{written here}}
  %1 = vf.assign_add @w, %x : tensor<4xf32>
  // expected-remark @below {{needs the value of @w from before a write}}
  %2 = nd.sub %1, %0 : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  vf.return %2 : tensor<4xf32>
}

// Two variables swap their values: the one that is overwritten first is copied.
// CHECK-LABEL: vf.entry @swap(
vf.entry @swap() {
  // CHECK:      %[[W:.+]] = vf.read @w
  // CHECK-NEXT: %[[V:.+]] = vf.read @v
  // CHECK-NEXT: %[[COPY:.+]] = vf.copy %[[W]]
  // CHECK-NEXT: vf.assign @w, %[[V]]
  // CHECK-NEXT: vf.assign @v, %[[COPY]]
  %0 = vf.read @w : tensor<4xf32>
  %1 = vf.read @v : tensor<4xf32>
  // expected-note @below {{written here}}
  %2 = vf.assign @w, %1 : tensor<4xf32>
  // expected-remark @below {{needs the value of @w from before a write}}
  %3 = vf.assign @v, %0 : tensor<4xf32>
  vf.return
}

// A view is old when its variable is: not the table, the slice of it is copied.
// CHECK-LABEL: vf.entry @view(
vf.entry @view(%x: tensor<8x4xf32>) -> tensor<4xf32> {
  // CHECK:      %[[TABLE:.+]] = vf.read @table
  // CHECK-NEXT: %[[SLICE:.+]] = nd.slice %[[TABLE]]
  // CHECK-NEXT: %[[ROW:.+]] = nd.reshape %[[SLICE]]
  // CHECK-NEXT: %[[COPY:.+]] = vf.copy %[[ROW]] : tensor<4xf32>
  // CHECK-NEXT: vf.assign_add @table
  // CHECK-NEXT: vf.return %[[COPY]]
  %0 = vf.read @table : tensor<8x4xf32>
  %1 = nd.slice %0 offsets = [2, 0] strides = [1, 1] : tensor<8x4xf32> -> tensor<1x4xf32>
  %2 = nd.reshape %1 : tensor<1x4xf32> -> tensor<4xf32>
  // expected-note @below {{written here}}
  %3 = vf.assign_add @table, %x : tensor<8x4xf32>
  // expected-remark @below {{needs the value of @table from before a write: a copy of type 'tensor<4xf32>' is made}}
  vf.return %2 : tensor<4xf32>
}

// Some consumers move, the copy is for the rest; the moved ones use the value itself.
// CHECK-LABEL: vf.entry @some_move(
vf.entry @some_move(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK:      %[[OLD:.+]] = vf.assign @w
  // CHECK-NEXT: %[[NEG:.+]] = nd.neg %[[OLD]]
  // CHECK-NEXT: %[[COPY:.+]] = vf.copy %[[OLD]]
  // CHECK-NEXT: vf.assign_add @w
  // CHECK-NEXT: vf.return %[[COPY]], %[[NEG]]
  %0 = vf.assign @w, %x : tensor<4xf32>
  // expected-note @below {{written here}}
  %1 = vf.assign_add @w, %x : tensor<4xf32>
  %2 = nd.neg %0 : tensor<4xf32> -> tensor<4xf32>
  // expected-remark @below {{needs the value of @w from before a write}}
  vf.return %0, %2 : tensor<4xf32>, tensor<4xf32>
}

// Near misses: the write's own operand, a use before the write, a write to another variable, the latest value.
// CHECK-LABEL: vf.entry @nothing_old(
vf.entry @nothing_old(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NOT:  vf.copy
  // CHECK:      vf.read @w
  // CHECK-NEXT: nd.neg
  // CHECK-NEXT: vf.assign_add @w
  // CHECK-NEXT: vf.assign_add @v
  // CHECK-NEXT: nd.neg
  // CHECK-NEXT: vf.return
  %0 = vf.read @w : tensor<4xf32>
  %1 = nd.neg %0 : tensor<4xf32> -> tensor<4xf32>
  %2 = vf.assign_add @w, %0 : tensor<4xf32>
  %3 = vf.assign_add @v, %1 : tensor<4xf32>
  %4 = nd.neg %2 : tensor<4xf32> -> tensor<4xf32>
  vf.return %4 : tensor<4xf32>
}

// A scatter reads its updates while it changes the variable: not from the variable itself.
// CHECK-LABEL: vf.entry @scatter_of_itself(
vf.entry @scatter_of_itself(%ids: tensor<4xi32>) -> tensor<4xf32> {
  // CHECK:      %[[W:.+]] = vf.read @w
  // CHECK-NEXT: %[[COPY:.+]] = vf.copy %[[W]]
  // CHECK-NEXT: vf.scatter update @w, %{{.+}}, %[[COPY]]
  %0 = vf.read @w : tensor<4xf32>
  // expected-remark @below {{needs the value of @w from before a write}}
  // expected-note @below {{written here}}
  %1 = vf.scatter update @w, %ids, %0 : tensor<4xi32>, tensor<4xf32> -> tensor<4xf32>
  vf.return %1 : tensor<4xf32>
}

// A value that is chosen outlives the variable's: the choice is not of the variable's buffer.
// CHECK-LABEL: vf.entry @chosen(
vf.entry @chosen(%x: tensor<4xf32>, %first: i1) -> tensor<4xf32> {
  // CHECK:      %[[W:.+]] = vf.read @w
  // CHECK-NEXT: %[[COPY:.+]] = vf.copy %[[W]]
  // CHECK-NEXT: arith.select %{{.+}}, %[[COPY]], %{{.+}}
  // CHECK-NEXT: vf.assign_add @w
  %0 = vf.read @w : tensor<4xf32>
  // expected-remark @below {{hands on the value of @w}}
  %1 = arith.select %first, %0, %x : tensor<4xf32>
  %2 = vf.assign_add @w, %x : tensor<4xf32>
  vf.return %1 : tensor<4xf32>
}

// CHECK-LABEL: vf.entry @empty
vf.entry @empty() {
  vf.return
}
