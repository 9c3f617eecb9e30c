// The graph as Java sees it: nodes and their edges.
#include "node.h"

namespace jt {
namespace {

int64_t anchor_handle(const torch::autograd::Edge& edge) {
  Owned made = anchor(edge);
  return share(&made.get());
}

}  // namespace
}  // namespace jt

using jt::Results;

// A tensor that holds the gradient edge of a tensor: its node, or for a leaf what accumulates its gradient. The
// results: handle (0: no gradient), input number.
int64_t jt_gradient_edge(int64_t handle) noexcept {
  JT_TRY("gradient_edge", &torch::autograd::impl::gradient_edge)
  const jt::NodeLayout& layout = jt::node_layout();
  torch::autograd::Edge edge = torch::autograd::impl::gradient_edge(jt::tensor(handle));
  if (edge.words[0] == nullptr) return Results().add(int64_t{0}).add(int64_t{0}).finish();
  int64_t input_nr = layout.input_nr(edge);
  int64_t made = jt::anchor_handle(edge);
  return Results().add(made).add(input_nr).finish();
  JT_CATCH("gradient_edge")
}

// The address of the node that made a tensor.
int64_t jt_node_address(int64_t handle) noexcept {
  return reinterpret_cast<int64_t>(jt::grad_fn(jt::tensor(handle)));
}

int64_t jt_node_name(int64_t anchor) noexcept {
  JT_TRY("grad_fn", &torch::autograd::impl::gradient_edge)
  return Results().add_string(jt::node_name(jt::grad_fn(jt::tensor(anchor)))).finish();
  JT_CATCH("grad_fn")
}

// The edges of the node that a tensor holds: their number, then handle (0: none) and input number of each.
int64_t jt_node_next(int64_t anchor) noexcept {
  JT_TRY("next_functions", &torch::autograd::impl::gradient_edge)
  const jt::NodeLayout& layout = jt::node_layout();
  void* node = jt::grad_fn(jt::tensor(anchor));
  auto* begin = layout.at<char*>(node, layout.edges);
  auto* end = layout.at<char*>(node, layout.edges + sizeof(void*));
  std::vector<int64_t> found;
  for (char* at = begin; at != end; at += layout.edge_size) {
    void* next = *reinterpret_cast<void**>(at);
    uint32_t input_nr = layout.at<uint32_t>(at, layout.edge_size - sizeof(void*));
    found.push_back(next == nullptr ? 0 : jt::anchor_handle(jt::edge_to(next, 0)));
    found.push_back(input_nr);
  }
  Results results;
  results.add(static_cast<int64_t>(found.size() / 2));
  for (int64_t value : found) results.add(value);
  return results.finish();
  JT_CATCH("next_functions")
}
