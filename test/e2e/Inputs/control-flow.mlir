// State in branches and loops; control_flow.py compiles and runs it.

vf.variable @w : tensor<4xf32> init {
  %c = nd.constant dense<1.0> : tensor<4xf32>
  vf.yield %c : tensor<4xf32>
}
vf.variable @n : tensor<i32> init {
  %c = nd.constant dense<0> : tensor<i32>
  vf.yield %c : tensor<i32>
}
vf.variable @a : tensor<2xi32> init {
  %c = nd.constant dense<1> : tensor<2xi32>
  vf.yield %c : tensor<2xi32>
}
vf.variable @b : tensor<2xi32> init {
  %c = nd.constant dense<2> : tensor<2xi32>
  vf.yield %c : tensor<2xi32>
}
vf.variable @table : tensor<4x2xi32> init {
  %c = nd.constant dense<0> : tensor<4x2xi32>
  vf.yield %c : tensor<4x2xi32>
}
vf.saver @save variables = [@w, @n, @a, @b, @table] keys = ["w", "n", "a", "b", "table"] slices = ["", "", "", "", ""]
    version = 2 max_to_keep = 5

// One branch or the other overwrites the variable; its value is what the branch yields.
vf.entry @assign(%c: tensor<i1> {vf.name = "c"}, %x: tensor<4xf32> {vf.name = "x"})
    -> (tensor<4xf32> {vf.name = "w"}) {
  %cond = tensor.extract %c[] : tensor<i1>
  %w = scf.if %cond -> tensor<4xf32> {
    %0 = vf.assign @w, %x : tensor<4xf32>
    scf.yield %0 : tensor<4xf32>
  } else {
    %0 = nd.neg %x : tensor<4xf32> -> tensor<4xf32>
    %1 = vf.assign @w, %0 : tensor<4xf32>
    scf.yield %1 : tensor<4xf32>
  }
  vf.return %w : tensor<4xf32>
}

// Only one branch changes the variable; the condition is computed from another.
vf.entry @update(%x: tensor<4xf32> {vf.name = "x"}) -> (tensor<4xf32> {vf.name = "w"}, tensor<i32> {vf.name = "n"}) {
  %two = nd.constant dense<2> : tensor<i32>
  %one = nd.constant dense<1> : tensor<i32>
  %n = vf.read @n : tensor<i32>
  %odd = nd.floor_mod %n, %two : tensor<i32>, tensor<i32> -> tensor<i32>
  %even = nd.compare ne %odd, %one : tensor<i32>, tensor<i32> -> tensor<i1>
  %cond = tensor.extract %even[] : tensor<i1>
  scf.if %cond {
    %0 = vf.assign_add @w, %x : tensor<4xf32>
  }
  %n1 = vf.assign_add @n, %one : tensor<i32>
  %w = vf.read @w : tensor<4xf32>
  vf.return %w, %n1 : tensor<4xf32>, tensor<i32>
}

vf.entry @nested(%c: tensor<i1> {vf.name = "c"}, %d: tensor<i1> {vf.name = "d"}, %x: tensor<4xf32> {vf.name = "x"})
    -> (tensor<4xf32> {vf.name = "w"}) {
  %outer = tensor.extract %c[] : tensor<i1>
  scf.if %outer {
    %0 = vf.assign_add @w, %x : tensor<4xf32>
    %inner = tensor.extract %d[] : tensor<i1>
    scf.if %inner {
      %1 = nd.mul %0, %0 : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
      %2 = vf.assign @w, %1 : tensor<4xf32>
    } else {
      %1 = vf.assign_sub @w, %0 : tensor<4xf32>
    }
  }
  %w = vf.read @w : tensor<4xf32>
  vf.return %w : tensor<4xf32>
}

// A dense update and a scatter, k times.
vf.entry @loop(%k: tensor<i32> {vf.name = "k"}, %x: tensor<4xf32> {vf.name = "x"},
               %ids: tensor<?xi32> {vf.name = "ids"}, %rows: tensor<?x2xi32> {vf.name = "rows"})
    -> (tensor<4xf32> {vf.name = "w"}, tensor<4x2xi32> {vf.name = "table"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %number = tensor.extract %k[] : tensor<i32>
  %count = arith.index_cast %number : i32 to index
  %size = tensor.dim %ids, %c0 : tensor<?xi32>
  %sizeRows = tensor.dim %rows, %c0 : tensor<?x2xi32>
  %ok = arith.cmpi eq, %size, %sizeRows : index
  vf.check %ok, invalid_argument, "expected {0} rows, found {1}" (%size, %sizeRows) node = "loop" op = "ScatterAdd"
  scf.for %i = %c0 to %count step %c1 {
    %0 = vf.assign_add @w, %x : tensor<4xf32>
    %1 = vf.scatter add @table, %ids, %rows : tensor<?xi32>, tensor<?x2xi32> -> tensor<4x2xi32>
  }
  %w = vf.read @w : tensor<4xf32>
  %table = vf.read @table : tensor<4x2xi32>
  vf.return %w, %table : tensor<4xf32>, tensor<4x2xi32>
}

vf.entry @count(%limit: tensor<i32> {vf.name = "limit"}) -> (tensor<i32> {vf.name = "n"}) {
  %one = nd.constant dense<1> : tensor<i32>
  scf.while : () -> () {
    %n = vf.read @n : tensor<i32>
    %below = nd.compare lt %n, %limit : tensor<i32>, tensor<i32> -> tensor<i1>
    %cond = tensor.extract %below[] : tensor<i1>
    scf.condition(%cond)
  } do {
    %0 = vf.assign_add @n, %one : tensor<i32>
    scf.yield
  }
  %n = vf.read @n : tensor<i32>
  vf.return %n : tensor<i32>
}

vf.entry @swap(%k: tensor<i32> {vf.name = "k"}) -> (tensor<2xi32> {vf.name = "a"}, tensor<2xi32> {vf.name = "b"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %number = tensor.extract %k[] : tensor<i32>
  %count = arith.index_cast %number : i32 to index
  scf.for %i = %c0 to %count step %c1 {
    %0 = vf.read @a : tensor<2xi32>
    %1 = vf.read @b : tensor<2xi32>
    %2 = vf.assign @a, %1 : tensor<2xi32>
    %3 = vf.assign @b, %0 : tensor<2xi32>
  }
  %a = vf.read @a : tensor<2xi32>
  %b = vf.read @b : tensor<2xi32>
  vf.return %a, %b : tensor<2xi32>, tensor<2xi32>
}

// The value from before a write that may or may not happen.
vf.entry @old(%c: tensor<i1> {vf.name = "c"}, %x: tensor<4xf32> {vf.name = "x"})
    -> (tensor<4xf32> {vf.name = "before"}, tensor<4xf32> {vf.name = "after"}) {
  %cond = tensor.extract %c[] : tensor<i1>
  %before = vf.read @w : tensor<4xf32>
  scf.if %cond {
    %0 = nd.add %before, %x : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
    %1 = vf.assign @w, %0 : tensor<4xf32>
    %2 = nd.mul %1, %before : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
    %3 = vf.assign @w, %2 : tensor<4xf32>
  }
  %after = vf.read @w : tensor<4xf32>
  vf.return %before, %after : tensor<4xf32>, tensor<4xf32>
}

// A loop adds the value from before it, and carries a tensor and the value of the step before beside the variable.
vf.entry @carry(%k: tensor<i32> {vf.name = "k"}, %x: tensor<?xf32> {vf.name = "x"})
    -> (tensor<4xf32> {vf.name = "w"}, tensor<4xf32> {vf.name = "last"}, tensor<?xf32> {vf.name = "sum"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %number = tensor.extract %k[] : tensor<i32>
  %count = arith.index_cast %number : i32 to index
  %start = vf.read @w : tensor<4xf32>
  %last, %sum = scf.for %i = %c0 to %count step %c1 iter_args(%previous = %start, %acc = %x)
      -> (tensor<4xf32>, tensor<?xf32>) {
    %0 = vf.read @w : tensor<4xf32>
    %1 = nd.add %start, %previous : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
    %2 = vf.assign_add @w, %1 : tensor<4xf32>
    %3 = nd.add %acc, %acc : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
    scf.yield %0, %3 : tensor<4xf32>, tensor<?xf32>
  }
  %w = vf.read @w : tensor<4xf32>
  vf.return %w, %last, %sum : tensor<4xf32>, tensor<4xf32>, tensor<?xf32>
}

// A branch that checks before it writes.
vf.entry @check_branch(%c: tensor<i1> {vf.name = "c"}, %id: tensor<1xi32> {vf.name = "id"},
                       %row: tensor<1x2xi32> {vf.name = "row"}) -> (tensor<4x2xi32> {vf.name = "table"}) {
  %cond = tensor.extract %c[] : tensor<i1>
  scf.if %cond {
    %one = nd.constant dense<1> : tensor<i32>
    %n = vf.assign_add @n, %one : tensor<i32>
    %c0 = arith.constant 0 : index
    %c4 = arith.constant 4 : index
    %number = tensor.extract %id[%c0] : tensor<1xi32>
    %index = arith.index_cast %number : i32 to index
    %ok = arith.cmpi ult, %index, %c4 : index
    vf.check %ok, invalid_argument, "indices[0] = {0} is not in [0, 4)" (%index) node = "scatter" op = "ScatterAdd"
    %0 = vf.scatter add @table, %id, %row : tensor<1xi32>, tensor<1x2xi32> -> tensor<4x2xi32>
  }
  %table = vf.read @table : tensor<4x2xi32>
  vf.return %table : tensor<4x2xi32>
}

// A loop that writes, checks what it wrote, and writes more: at the limit, nothing of the step has happened.
vf.entry @check_loop(%k: tensor<i32> {vf.name = "k"}, %limit: tensor<i32> {vf.name = "limit"},
                     %x: tensor<4xf32> {vf.name = "x"})
    -> (tensor<i32> {vf.name = "n"}, tensor<4xf32> {vf.name = "w"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = nd.constant dense<1> : tensor<i32>
  %number = tensor.extract %k[] : tensor<i32>
  %count = arith.index_cast %number : i32 to index
  %twos = nd.constant dense<2> : tensor<2xi32>
  %first = vf.assign_add @a, %twos : tensor<2xi32>
  scf.for %i = %c0 to %count step %c1 {
    %n = vf.assign_add @n, %one : tensor<i32>
    %below = nd.compare le %n, %limit : tensor<i32>, tensor<i32> -> tensor<i1>
    %ok = tensor.extract %below[] : tensor<i1>
    vf.check %ok, out_of_range, "limit reached in round {0}" (%i) node = "count" op = "CountUpTo"
    %0 = vf.assign_add @w, %x : tensor<4xf32>
  }
  %n = vf.read @n : tensor<i32>
  %w = vf.read @w : tensor<4xf32>
  vf.return %n, %w : tensor<i32>, tensor<4xf32>
}

// The same with scf.while and a branch in it; a scatter works on its shadow too.
vf.entry @check_while(%k: tensor<i32> {vf.name = "k"}, %limit: tensor<i32> {vf.name = "limit"})
    -> (tensor<i32> {vf.name = "n"}, tensor<4x2xi32> {vf.name = "table"}) {
  %one = nd.constant dense<1> : tensor<i32>
  scf.while : () -> () {
    %n = vf.read @n : tensor<i32>
    %below = nd.compare lt %n, %k : tensor<i32>, tensor<i32> -> tensor<i1>
    %cond = tensor.extract %below[] : tensor<i1>
    scf.condition(%cond)
  } do {
    %ids = nd.constant dense<[1]> : tensor<1xi32>
    %row = nd.constant dense<[[1, 2]]> : tensor<1x2xi32>
    %n = vf.assign_add @n, %one : tensor<i32>
    %table = vf.scatter add @table, %ids, %row : tensor<1xi32>, tensor<1x2xi32> -> tensor<4x2xi32>
    %below = nd.compare le %n, %limit : tensor<i32>, tensor<i32> -> tensor<i1>
    %ok = tensor.extract %below[] : tensor<i1>
    vf.check %ok, out_of_range, "limit reached" node = "count" op = "CountUpTo"
    scf.yield
  }
  %n = vf.read @n : tensor<i32>
  %table = vf.read @table : tensor<4x2xi32>
  vf.return %n, %table : tensor<i32>, tensor<4x2xi32>
}
