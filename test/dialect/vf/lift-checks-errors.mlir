// What a region hands on must be there when a check in it fails.
// RUN: vf-opt %s --vf-lift-checks --split-input-file --verify-diagnostics

vf.variable @n : tensor<i32>
vf.entry @branch(%c: tensor<i1>, %x: tensor<?xf32>, %one: tensor<i32>) -> tensor<?xf32> {
  %cond = tensor.extract %c[] : tensor<i1>
  %r = scf.if %cond -> tensor<?xf32> {
    %0 = vf.assign_add @n, %one : tensor<i32>
    %1 = nd.compare lt %0, %one : tensor<i32>, tensor<i32> -> tensor<i1>
    %holds = tensor.extract %1[] : tensor<i1>
    vf.check %holds, internal, "late" node = "check" op = "Assert"
    // expected-error @below {{expected a region with a check to hand on values that are there when the check fails, found one of type 'tensor<?xf32>'}}
    scf.yield %x : tensor<?xf32>
  } else {
    scf.yield %x : tensor<?xf32>
  }
  vf.return %r : tensor<?xf32>
}
