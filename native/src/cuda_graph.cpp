// CUDA graphs and memory pools.
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "cuda_shim.h"

namespace jt {
namespace {

using at::cuda::CUDAGraph;
using at::cuda::MemPool;
using at::cuda::MempoolId;

// Room for the objects, which have 344 and 32 bytes in 2.13, 448 and 32 in 2.14 (native/check/cuda_check.cpp).
constexpr size_t kGraphRoom = 4096;
constexpr size_t kPoolRoom = 512;

CUDAGraph& graph(int64_t address) { return *reinterpret_cast<CUDAGraph*>(address); }
MemPool& pool(int64_t address) { return *reinterpret_cast<MemPool*>(address); }

// Memory for an object of libtorch's, filled in by its constructor.
template <typename Construct>
int64_t made(size_t room, Construct construct) {
  void* memory = std::aligned_alloc(64, room);
  if (memory == nullptr) throw std::bad_alloc();
  std::memset(memory, 0, room);
  try {
    construct(memory);
  } catch (...) {
    std::free(memory);
    throw;
  }
  return reinterpret_cast<int64_t>(memory);
}

int64_t results_of(MempoolId id) {
  return Results().add(static_cast<int64_t>(id.first)).add(static_cast<int64_t>(id.second)).finish();
}

}  // namespace
}  // namespace jt

using jt::Results;

int64_t jt_cuda_graph_pool_handle() noexcept {
  JT_TRY("graph_pool_handle", &at::cuda::graph_pool_handle)
  return jt::results_of(at::cuda::graph_pool_handle());
  JT_CATCH("graph_pool_handle")
}

int64_t jt_cuda_graph(int64_t keep_graph) noexcept {
  JT_TRY("CUDAGraph", &_ZN2at4cuda9CUDAGraphC1Eb)
  return jt::made(jt::kGraphRoom, [keep_graph](void* memory) { _ZN2at4cuda9CUDAGraphC1Eb(memory, keep_graph != 0); });
  JT_CATCH("CUDAGraph")
}

int64_t jt_cuda_graph_free(int64_t address) noexcept {
  _ZN2at4cuda9CUDAGraphD1Ev(reinterpret_cast<void*>(address));
  std::free(reinterpret_cast<void*>(address));
  return 1;
}

int64_t jt_cuda_graph_capture_begin(int64_t graph, int64_t first, int64_t second, int64_t mode) noexcept {
  JT_TRY("capture_begin", &at::cuda::CUDAGraph::capture_begin)
  jt::graph(graph).capture_begin({static_cast<uint64_t>(first), static_cast<uint64_t>(second)},
                                 static_cast<cudaStreamCaptureMode>(mode));
  return 1;
  JT_CATCH("capture_begin")
}

int64_t jt_cuda_graph_capture_end(int64_t graph) noexcept {
  JT_TRY("capture_end", &at::cuda::CUDAGraph::capture_end)
  jt::graph(graph).capture_end();
  return 1;
  JT_CATCH("capture_end")
}

int64_t jt_cuda_graph_instantiate(int64_t graph) noexcept {
  JT_TRY("instantiate", &at::cuda::CUDAGraph::instantiate)
  jt::graph(graph).instantiate();
  return 1;
  JT_CATCH("instantiate")
}

int64_t jt_cuda_graph_replay(int64_t graph) noexcept {
  JT_TRY("replay", &at::cuda::CUDAGraph::replay)
  jt::graph(graph).replay();
  return 1;
  JT_CATCH("replay")
}

int64_t jt_cuda_graph_reset(int64_t graph) noexcept {
  JT_TRY("reset", &at::cuda::CUDAGraph::reset)
  jt::graph(graph).reset();
  return 1;
  JT_CATCH("reset")
}

int64_t jt_cuda_graph_pool(int64_t graph) noexcept {
  JT_TRY("pool", &at::cuda::CUDAGraph::pool)
  return jt::results_of(jt::graph(graph).pool());
  JT_CATCH("pool")
}

int64_t jt_cuda_graph_enable_debug_mode(int64_t graph) noexcept {
  JT_TRY("enable_debug_mode", &at::cuda::CUDAGraph::enable_debug_mode)
  jt::graph(graph).enable_debug_mode();
  return 1;
  JT_CATCH("enable_debug_mode")
}

// Where libtorch no longer writes the file itself, the runtime does.
int64_t jt_cuda_graph_debug_dump(int64_t graph, int64_t path, int64_t length) noexcept {
  JT_TRY("debug_dump", &at::cuda::CUDAGraph::raw_cuda_graph)
  std::string file(jt::str(path, length));
  if (&at::cuda::CUDAGraph::debug_dump != nullptr) {
    jt::graph(graph).debug_dump(file);
    return 1;
  }
  if (cudaGraphDebugDotPrint == nullptr) return jt::missing("debug_dump");
  constexpr unsigned verbose = 1;
  jt::cuda_check(cudaGraphDebugDotPrint(jt::graph(graph).raw_cuda_graph(), file.c_str(), verbose));
  return 1;
  JT_CATCH("debug_dump")
}

// The addresses that libtorch hands to the runtime: of the captured graph, or of the one that runs.
int64_t jt_cuda_graph_raw(int64_t graph, int64_t executable) noexcept {
  JT_TRY("raw_cuda_graph", &at::cuda::CUDAGraph::raw_cuda_graph)
  if (executable == 0) return Results().add(reinterpret_cast<int64_t>(jt::graph(graph).raw_cuda_graph())).finish();
  if (&at::cuda::CUDAGraph::raw_cuda_graph_exec == nullptr) return jt::missing("raw_cuda_graph_exec");
  return Results().add(reinterpret_cast<int64_t>(jt::graph(graph).raw_cuda_graph_exec())).finish();
  JT_CATCH("raw_cuda_graph")
}

// Draws of this generator in a capture are new numbers at each replay.
int64_t jt_cuda_graph_register_generator(int64_t graph, int64_t generator) noexcept {
  JT_TRY("register_generator_state", &_ZN2at17CUDAGeneratorImpl14register_graphEPNS_4cuda9CUDAGraphE)
  _ZN2at17CUDAGeneratorImpl14register_graphEPNS_4cuda9CUDAGraphE(
      reinterpret_cast<const at::Generator*>(generator)->impl(), reinterpret_cast<void*>(graph));
  return 1;
  JT_CATCH("register_generator_state")
}

// Keeps a pool as long as the graph that is being captured, if there is one: what a graph uses must outlive it.
int64_t jt_cuda_retain_pool(int64_t first, int64_t second) noexcept {
  JT_TRY("retain_pool", &at::cuda::graph_pool_handle)
  bool known = &at::cuda::CUDAGraph::retain_pool != nullptr;
  if (known)
    at::cuda::CUDAGraph::get_currently_capturing_graph()->retain_pool(
        {static_cast<uint64_t>(first), static_cast<uint64_t>(second)});
  return Results().add(known).finish();
  JT_CATCH("retain_pool")
}

// ---- Memory pools

// allocator is 0 or the handle of one, see cuda_snapshot.cpp.
int64_t jt_cuda_mem_pool(int64_t allocator, int64_t use_on_oom, int64_t no_split) noexcept {
  JT_TRY("MemPool", &_ZN2at4cuda7MemPoolD1Ev)
  bool oom = use_on_oom != 0, whole = no_split != 0;
  std::shared_ptr<void> used;
  if (allocator != 0) used = *reinterpret_cast<std::shared_ptr<void>*>(allocator);
  if (_ZN2at4cuda7MemPoolC1ESt10shared_ptrIN3c104cuda20CUDACachingAllocator13CUDAAllocatorEEbbb != nullptr) {
    return jt::made(jt::kPoolRoom, [&](void* memory) {
      _ZN2at4cuda7MemPoolC1ESt10shared_ptrIN3c104cuda20CUDACachingAllocator13CUDAAllocatorEEbbb(memory, &used, true,
                                                                                                oom, whole);
    });
  }
  if (_ZN2at4cuda7MemPoolC1EPN3c104cuda20CUDACachingAllocator13CUDAAllocatorEbbb != nullptr) {
    return jt::made(jt::kPoolRoom, [&](void* memory) {
      _ZN2at4cuda7MemPoolC1EPN3c104cuda20CUDACachingAllocator13CUDAAllocatorEbbb(memory, used.get(), true, oom, whole);
    });
  }
  return jt::missing("MemPool");
  JT_CATCH("MemPool")
}

int64_t jt_cuda_mem_pool_free(int64_t address) noexcept {
  try {
    _ZN2at4cuda7MemPoolD1Ev(reinterpret_cast<void*>(address));
  } catch (...) {  // the driver is gone, and the pool with it
  }
  std::free(reinterpret_cast<void*>(address));
  return 1;
}

int64_t jt_cuda_mem_pool_id(int64_t address) noexcept {
  JT_TRY("id", &at::cuda::MemPool::id)
  return jt::results_of(jt::pool(address).id());
  JT_CATCH("id")
}

int64_t jt_cuda_mem_pool_use_count(int64_t address) noexcept {
  JT_TRY("use_count", &at::cuda::MemPool::use_count)
  return Results().add(static_cast<int64_t>(jt::pool(address).use_count())).finish();
  JT_CATCH("use_count")
}

int64_t jt_cuda_mem_pool_device(int64_t address) noexcept {
  JT_TRY("device", &at::cuda::MemPool::device)
  return Results().add(static_cast<int64_t>(jt::pool(address).device())).finish();
  JT_CATCH("device")
}
