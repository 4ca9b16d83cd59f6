// Symbolic sizes: the canonical forms that shape inference relies on, and that
// canonicalization never changes a value.

#include "vf/Graph/SizeExpr.h"

#include "gtest/gtest.h"

#include <map>
#include <random>

using namespace vf;

namespace {

class SizeExprTest : public ::testing::Test {
protected:
  SizeExpr c(int64_t value) { return sizes.constant(value); }

  SizeContext sizes;
  SizeExpr a = sizes.symbol("A");
  SizeExpr b = sizes.symbol("B");
  SizeExpr d = sizes.symbol("D");
};

TEST_F(SizeExprTest, SumsAndProductsHaveOneForm) {
  SizeExpr left = sizes.mul(sizes.add(a, b), sizes.sub(a, b));
  SizeExpr right = sizes.sub(sizes.mul(a, a), sizes.mul(b, b));
  EXPECT_EQ(left, right);
  EXPECT_EQ(left.str(), "A*A - B*B");
  EXPECT_EQ(sizes.sub(a, a), c(0));
  EXPECT_EQ(sizes.sum({a, c(2), b, a, c(-3)}).str(), "2*A + B - 1");
  EXPECT_EQ(sizes.product({}), c(1));
  EXPECT_EQ(sizes.symbol("A"), a);
}

TEST_F(SizeExprTest, HighOnesAreUnknown) {
  SizeExpr n = a;
  for (unsigned i = 0; i < 40000 && n; ++i)
    n = sizes.mod(d, sizes.add(n, c(7)));
  EXPECT_FALSE(n);
}

// Twice as many parts at each step.
TEST_F(SizeExprTest, WideOnesAreUnknown) {
  SizeExpr n = a;
  for (unsigned i = 0; i < 40; ++i)
    n = sizes.add(sizes.floorDiv(n, c(2)),
                  sizes.floorDiv(sizes.add(n, c(1)), c(3)));
  EXPECT_FALSE(n);
}

TEST_F(SizeExprTest, FreshSymbolsAreDistinct) {
  SizeExpr x = sizes.freshSymbol("x.0"), y = sizes.freshSymbol("x.0");
  EXPECT_FALSE(x == y);
  EXPECT_EQ(x.str(), "x.0");
  EXPECT_EQ(y.str(), "x.0_1");
  EXPECT_EQ(sizes.numSymbols(), 5u);
}

TEST_F(SizeExprTest, DivisionByWhatMayBeZeroStays) {
  EXPECT_EQ(sizes.floorDiv(a, a).str(), "floordiv(A, A)");
  EXPECT_EQ(sizes.floorDiv(c(0), a).str(), "floordiv(0, A)");
  SizeExpr positive = sizes.add(a, c(1));
  EXPECT_EQ(sizes.floorDiv(positive, positive), c(1));
  EXPECT_EQ(sizes.mod(positive, positive), c(0));
}

TEST_F(SizeExprTest, DivisionByConstants) {
  EXPECT_EQ(sizes.floorDiv(sizes.mul(a, c(64)), c(32)).str(), "2*A");
  EXPECT_EQ(sizes.floorDiv(sizes.mul(a, c(3)), c(2)),
            sizes.add(a, sizes.floorDiv(a, c(2))));
  EXPECT_EQ(sizes.floorDiv(sizes.add(a, c(3)), c(2)).str(),
            "floordiv(A + 1, 2) + 1");
  EXPECT_EQ(sizes.floorDiv(sizes.floorDiv(a, c(2)), c(3)).str(),
            "floordiv(A, 6)");
  EXPECT_EQ(sizes.floorDiv(c(-7), c(2)), c(-4));
  EXPECT_EQ(sizes.mod(c(-7), c(2)), c(1));
  EXPECT_EQ(sizes.mod(c(7), c(-2)), c(-1));
  EXPECT_EQ(sizes.mod(sizes.add(sizes.mul(a, c(4)), c(7)), c(4)), c(3));
  EXPECT_EQ(sizes.ceilDiv(a, c(2)).str(), "floordiv(A + 1, 2)");
}

// The tile factors of a sum's gradient: floordiv(shape, maximum(kept, 1)).
TEST_F(SizeExprTest, TileFactorsOfGradientsFold) {
  auto guarded = [&](SizeExpr size) { return sizes.max(size, c(1)); };
  EXPECT_EQ(sizes.floorDiv(a, guarded(c(1))), a);
  SizeExpr kept = sizes.floorDiv(a, guarded(a));
  EXPECT_EQ(kept.str(), "min(A, 1)");
  EXPECT_EQ(sizes.mul(a, kept), a);
  SizeExpr ab = sizes.mul(a, b);
  EXPECT_EQ(sizes.mul(ab, sizes.floorDiv(ab, guarded(ab))), ab);
}

TEST_F(SizeExprTest, BroadcastIsASet) {
  EXPECT_EQ(sizes.broadcast(a, c(1)), a);
  EXPECT_EQ(sizes.broadcast(a, a), a);
  EXPECT_EQ(sizes.broadcast(a, c(5)), c(5));
  EXPECT_EQ(sizes.broadcast(a, c(0)), c(0));
  EXPECT_EQ(sizes.broadcast(c(1), c(1)), c(1));
  EXPECT_EQ(sizes.broadcast(sizes.broadcast(d, a), sizes.broadcast(b, a)),
            sizes.broadcast(a, sizes.broadcast(b, d)));
  EXPECT_EQ(sizes.broadcast(b, a).str(), "bcast(A, B)");
  SizeExpr atLeastTwo = sizes.add(a, c(2));
  EXPECT_EQ(sizes.broadcast(b, atLeastTwo), atLeastTwo);
}

TEST_F(SizeExprTest, MinAndMaxUseBounds) {
  EXPECT_EQ(sizes.min(a, c(0)), c(0));
  EXPECT_EQ(sizes.max(a, c(-1)), a);
  EXPECT_EQ(sizes.max(a, sizes.add(a, b)), sizes.add(a, b));
  EXPECT_EQ(sizes.min(c(3), sizes.min(a, c(5))).str(), "min(A, 3)");
}

TEST_F(SizeExprTest, WhatIsProved) {
  EXPECT_TRUE(sizes.provablyDifferent(a, sizes.add(a, c(1))));
  EXPECT_FALSE(sizes.provablyDifferent(a, b));
  EXPECT_FALSE(sizes.provablyDifferent(a, c(3)));
  EXPECT_TRUE(sizes.provablyDifferent(a, c(-3)));
  EXPECT_TRUE(sizes.provablyLessEqual(a, sizes.mul(a, c(2))));
  EXPECT_FALSE(sizes.provablyLessEqual(a, b));
  EXPECT_TRUE(sizes.add(a, c(1)).isNonZero());
  EXPECT_FALSE(a.isNonZero());
}

TEST_F(SizeExprTest, OverflowIsUnknown) {
  SizeExpr large = c(INT64_MAX);
  EXPECT_FALSE(sizes.add(large, c(1)));
  EXPECT_FALSE(sizes.mul(large, sizes.mul(a, c(2))));
  EXPECT_FALSE(sizes.sub(c(INT64_MIN), c(1)));
  EXPECT_FALSE(sizes.floorDiv(c(INT64_MIN), c(-1)));
  EXPECT_FALSE(sizes.add(SizeExpr(), a));
  EXPECT_EQ(SizeExpr().str(), "?");
  SizeExpr many = a;
  for (unsigned i = 0; i < 64 && many; ++i)
    many = sizes.mul(many, sizes.add(sizes.freshSymbol("s"), b));
  EXPECT_FALSE(many);
}

TEST_F(SizeExprTest, SumsOfManySizesAreLinear) {
  std::vector<SizeExpr> symbols;
  for (unsigned i = 0; i < 20000; ++i)
    symbols.push_back(sizes.freshSymbol("n"));
  SizeExpr total = sizes.sum(symbols);
  EXPECT_EQ(total.terms().size(), 20000u);
  EXPECT_EQ(sizes.sub(total, total), c(0));
}

//===----------------------------------------------------------------------===//
// Random expressions
//===----------------------------------------------------------------------===//

// An expression as it was written, evaluated step by step.
struct Tree {
  enum Op { Leaf, Symbol, Add, Sub, Mul, Div, Mod, Min, Max, Broadcast } op;
  int64_t leaf = 0;
  std::unique_ptr<Tree> left, right;
};

std::unique_ptr<Tree> randomTree(std::mt19937 &random, unsigned depth) {
  auto tree = std::make_unique<Tree>();
  if (depth == 0 || random() % 6 == 0) {
    tree->op = random() % 3 ? Tree::Symbol : Tree::Leaf;
    tree->leaf = tree->op == Tree::Symbol ? random() % 3 : random() % 9 - 2;
    return tree;
  }
  tree->op = static_cast<Tree::Op>(Tree::Add + random() % 8);
  tree->left = randomTree(random, depth - 1);
  // Divisors that gradients have: maximum(x, 1).
  if (tree->op == Tree::Div && random() % 2) {
    tree->right = std::make_unique<Tree>();
    tree->right->op = Tree::Max;
    tree->right->left = randomTree(random, depth - 1);
    tree->right->right = std::make_unique<Tree>();
    tree->right->right->op = Tree::Leaf;
    tree->right->right->leaf = 1;
    return tree;
  }
  tree->right = randomTree(random, depth - 1);
  return tree;
}

std::optional<int64_t> naive(const Tree &tree,
                             const std::array<int64_t, 3> &values) {
  if (tree.op == Tree::Leaf)
    return tree.leaf;
  if (tree.op == Tree::Symbol)
    return values[tree.leaf];
  std::optional<int64_t> x = naive(*tree.left, values);
  std::optional<int64_t> y = naive(*tree.right, values);
  if (!x || !y)
    return std::nullopt;
  auto floorMod = [&] { return ((*x % *y) + *y) % *y; };
  switch (tree.op) {
  case Tree::Add:
    return *x + *y;
  case Tree::Sub:
    return *x - *y;
  case Tree::Mul:
    return *x * *y;
  case Tree::Div:
    return *y ? std::optional((*x - floorMod()) / *y) : std::nullopt;
  case Tree::Mod:
    return *y ? std::optional(floorMod()) : std::nullopt;
  case Tree::Min:
    return std::min(*x, *y);
  case Tree::Max:
    return std::max(*x, *y);
  default:
    if (*x < 0 || *y < 0 || (*x != *y && *x != 1 && *y != 1))
      return std::nullopt;
    return *x == 1 ? *y : *x;
  }
}

SizeExpr build(SizeContext &sizes, const Tree &tree,
               llvm::ArrayRef<SizeExpr> symbols) {
  if (tree.op == Tree::Leaf)
    return sizes.constant(tree.leaf);
  if (tree.op == Tree::Symbol)
    return symbols[tree.leaf];
  SizeExpr x = build(sizes, *tree.left, symbols);
  SizeExpr y = build(sizes, *tree.right, symbols);
  switch (tree.op) {
  case Tree::Add:
    return sizes.add(x, y);
  case Tree::Sub:
    return sizes.sub(x, y);
  case Tree::Mul:
    return sizes.mul(x, y);
  case Tree::Div:
    return sizes.floorDiv(x, y);
  case Tree::Mod:
    return sizes.mod(x, y);
  case Tree::Min:
    return sizes.min(x, y);
  case Tree::Max:
    return sizes.max(x, y);
  default:
    return sizes.broadcast(x, y);
  }
}

// Canonicalized expressions have the value of the tree wherever that is
// defined, and lie within their bounds.
TEST(SizeExprProperty, CanonicalizationKeepsValues) {
  std::mt19937 random(20240607);
  const int64_t interesting[] = {0, 1, 2, 3, 5, 7, 10};
  unsigned compared = 0;
  for (unsigned round = 0; round < 20000; ++round) {
    SizeContext sizes;
    SizeExpr symbols[] = {sizes.symbol("A"), sizes.symbol("B"),
                          sizes.symbol("C")};
    std::unique_ptr<Tree> tree = randomTree(random, 1 + round % 4);
    SizeExpr size = build(sizes, *tree, symbols);
    if (!size)
      continue;
    for (unsigned trial = 0; trial < 12; ++trial) {
      std::array<int64_t, 3> values;
      for (int64_t &value : values)
        value = interesting[random() % std::size(interesting)];
      std::optional<int64_t> expected = naive(*tree, values);
      if (!expected)
        continue;
      std::optional<int64_t> found =
          evaluate(size, [&](unsigned symbol) { return values[symbol]; });
      ASSERT_TRUE(found) << size.str();
      ASSERT_EQ(*found, *expected) << size.str() << " at " << values[0] << ", "
                                   << values[1] << ", " << values[2];
      ASSERT_LE(size.lower(), *found) << size.str();
      ASSERT_GE(size.upper(), *found) << size.str();
      ++compared;
    }
  }
  EXPECT_GT(compared, 50000u);
}

} // namespace
