// Cores with branches and loops: a variable is yielded and carried at one position everywhere, and a fresh value is
// materialized in the branch or body that assigns it.
// RUN: vf-opt %s --vf-functionalize | FileCheck %s
// RUN: vf-opt %s --vf-functionalize --vf-tensor-pipeline --vf-buffer-pipeline -o /dev/null

vf.variable @w : tensor<4xf32>
vf.variable @v : tensor<4xf32>

// CHECK-LABEL: func.func @branch_0(
// CHECK-SAME:    %[[W:[^:]+]]: tensor<4xf32> {{[^%]*}}vf.variable = "w"}, %[[X:[^:]+]]: tensor<4xf32>
// CHECK:         %[[R:.+]]:2 = scf.if %{{.+}} -> (tensor<4xf32>, tensor<4xf32>) {
// CHECK-NEXT:      %[[SUM:.+]] = nd.add %[[W]], %[[X]]
// CHECK-NEXT:      %[[NEW:.+]] = bufferization.materialize_in_destination %[[SUM]] in %[[W]]
// CHECK-NEXT:      scf.yield %[[X]], %[[NEW]]
// CHECK-NEXT:    } else {
// CHECK-NEXT:      %[[NEG:.+]] = nd.neg %[[X]]
// CHECK-NEXT:      scf.yield %[[NEG]], %[[W]]
// CHECK:         %[[OUT:.+]] = bufferization.materialize_in_destination %[[R]]#0
// CHECK-NEXT:    return %[[R]]#1, %[[OUT]]
vf.entry @branch(%c: tensor<i1>, %x: tensor<4xf32>) -> tensor<4xf32> {
  %cond = tensor.extract %c[] : tensor<i1>
  %0 = vf.stage @branch_0 -> tensor<4xf32> {
    %1 = scf.if %cond -> tensor<4xf32> {
      %2 = vf.assign_add @w, %x : tensor<4xf32>
      scf.yield %x : tensor<4xf32>
    } else {
      %2 = nd.neg %x : tensor<4xf32> -> tensor<4xf32>
      scf.yield %2 : tensor<4xf32>
    }
    vf.yield %1 : tensor<4xf32>
  }
  vf.return %0 : tensor<4xf32>
}

// A branch without another region gets one. In a loop, the latest value is the loop's.
// CHECK-LABEL: func.func @loop_0(
// CHECK-SAME:    %[[W:[^:]+]]: tensor<4xf32> {{[^%]*}}vf.variable = "w"}
// CHECK:         %[[R:.+]] = scf.for {{.+}} iter_args(%[[L:.+]] = %[[W]]) -> (tensor<4xf32>) {
// CHECK-NEXT:      %[[I:.+]] = scf.if %{{.+}} -> (tensor<4xf32>) {
// CHECK-NEXT:        %[[SUM:.+]] = nd.add %[[L]],
// CHECK-NEXT:        %[[NEW:.+]] = bufferization.materialize_in_destination %[[SUM]] in %[[L]]
// CHECK-NEXT:        scf.yield %[[NEW]]
// CHECK-NEXT:      } else {
// CHECK-NEXT:        scf.yield %[[L]]
// CHECK:           scf.yield %[[I]]
// CHECK:         return %[[R]]
vf.entry @loop(%c: tensor<i1>, %x: tensor<4xf32>) {
  %cond = tensor.extract %c[] : tensor<i1>
  vf.stage @loop_0 {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c9 = arith.constant 9 : index
    scf.for %i = %c0 to %c9 step %c1 {
      scf.if %cond {
        %0 = vf.assign_add @w, %x : tensor<4xf32>
      }
    }
    vf.yield
  }
  vf.return
}

// CHECK-LABEL: func.func @while_0(
// CHECK-SAME:    %[[V:[^:]+]]: tensor<4xf32> {{[^%]*}}vf.variable = "v"}, %[[W:[^:]+]]: tensor<4xf32> {{[^%]*}}vf.variable = "w"}
// CHECK:         %[[R:.+]]:2 = scf.while (%[[A:.+]] = %[[V]], %[[B:.+]] = %[[W]])
// CHECK:           %[[VNEW:.+]] = bufferization.materialize_in_destination %{{.+}} in %[[A]]
// CHECK:           scf.condition(%{{.+}}) %[[VNEW]], %[[B]]
// CHECK:         ^bb0(%[[A:.+]]: tensor<4xf32>, %[[B:.+]]: tensor<4xf32>):
// CHECK:           %[[WNEW:.+]] = bufferization.materialize_in_destination %{{.+}} in %[[B]]
// CHECK:           scf.yield %[[A]], %[[WNEW]]
// CHECK:         return %[[R]]#0, %[[R]]#1
vf.entry @while(%c: tensor<i1>, %x: tensor<4xf32>) {
  vf.stage @while_0 {
    scf.while : () -> () {
      %0 = vf.assign_add @v, %x : tensor<4xf32>
      %cond = tensor.extract %c[] : tensor<i1>
      scf.condition(%cond)
    } do {
      %1 = vf.assign_add @w, %x : tensor<4xf32>
      scf.yield
    }
    vf.yield
  }
  vf.return
}

// Other tensors that a loop carries keep their buffers: crosswise, through a marked copy.
// CHECK-LABEL: func.func @carried_0(
// CHECK:         scf.for {{.+}} iter_args(%[[A:.+]] = %{{.+}}, %[[B:.+]] = %{{.+}}) -> (tensor<4xf32>, tensor<4xf32>) {
// CHECK-NEXT:      %[[N:.+]] = nd.neg %[[A]]
// CHECK-NEXT:      %[[OLD:.+]] = bufferization.alloc_tensor() copy(%[[A]])
// CHECK-NEXT:      %[[AN:.+]] = bufferization.materialize_in_destination %[[N]] in %[[A]]
// CHECK-NEXT:      %[[BN:.+]] = bufferization.materialize_in_destination %[[OLD]] in %[[B]]
// CHECK-NEXT:      scf.yield %[[AN]], %[[BN]]
vf.entry @carried(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  %0 = vf.stage @carried_0 -> tensor<4xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c9 = arith.constant 9 : index
    %1:2 = scf.for %i = %c0 to %c9 step %c1 iter_args(%a = %x, %b = %y) -> (tensor<4xf32>, tensor<4xf32>) {
      %2 = nd.neg %a : tensor<4xf32> -> tensor<4xf32>
      scf.yield %2, %a : tensor<4xf32>, tensor<4xf32>
    }
    vf.yield %1#1 : tensor<4xf32>
  }
  vf.return %0 : tensor<4xf32>
}
