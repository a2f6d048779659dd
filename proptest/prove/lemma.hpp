// A lemma: for all values of its arguments, its premise gives its conclusions. It is proved once, with the arguments
// unknown, and used as often as wanted, with any terms in their place.
//
// A proof may use the lemmas that stand ahead of it in the table and no others, so that no circle is possible; that
// a lemma used is proved itself is up to the run, which asks for all of them.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "relayout/proptest/prove/scene.hpp"

namespace relayout::prove {

class Proof;
using Numbers = std::vector<Number>;
using Truths = std::vector<Truth>;

struct Lemma {
  std::string_view name;  // "cuts ascend"
  std::string_view law;   // the law whose proof it is a step of; "arithmetic" where it is of all
  std::vector<const char*> arguments;
  Truth (*premise)(const Scene&, const Numbers&);
  Truths (*conclusions)(const Scene&, const Numbers&);
  // What the proof uses; null: nothing.
  void (*hints)(Proof&, const Scene&, const Numbers&);
  // Kinds it speaks of; null: all.
  bool (*applies)(const Kind&);
};

// All lemmas of one scope, in an order in which each can be proved from those ahead of it.
[[nodiscard]] const std::vector<const Lemma*>& scope_lemmas();

// A proof under construction: what it may use, and nothing else.
class Proof {
 public:
  Proof(Ledger& ledger, const Lemma* proved) : ledger_(&ledger), proved_(proved) {}

  // Presumes one instance. Throws std::logic_error unless the lemma is of the scene's kind, and stands ahead of what is
  // proved here: a circle would prove anything.
  void use(const Lemma& lemma, const Scene& scene, const Numbers& arguments);
  // The order of multiplication: a <= b and x >= 0 give a * x <= b * x. Solvers seldom see it by themselves.
  void use_product(const Number& a, const Number& b, const Number& x);
  [[nodiscard]] Ledger& ledger() const { return *ledger_; }

 private:
  Ledger* ledger_;
  const Lemma* proved_;  // null: a statement behind all lemmas
};

}  // namespace relayout::prove
