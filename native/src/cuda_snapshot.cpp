// What CUDA's caching allocator holds, segment by segment, and allocators of the user's own.
#include <cstring>
#include <stdexcept>

#include "cuda_allocator.h"

namespace jt {
namespace {

// A part of a segment; a shared_ptr to where it was allocated is in the last two words.
struct BlockInfo {
  size_t size, requested_size;
  int32_t gc_counter;
  bool allocated, active;
  std::shared_ptr<void> context;
};

// Memory from one cudaMalloc. The same in 2.10 to 2.14.
struct SegmentInfo {
  int8_t device;
  int32_t registration_counter;
  size_t address, total_size, requested_size, allocated_size, active_size;
  void* stream;
  bool is_large, is_expandable;
  MempoolId pool;
  std::vector<BlockInfo> blocks;
  std::shared_ptr<void> context;
};
static_assert(sizeof(BlockInfo) == 40 && sizeof(SegmentInfo) == 120);

// The begin of SnapshotInfo: of what is behind it only the vector of traces, one empty vector for each device, and the
// settings have memory of their own.
struct SnapshotInfo {
  std::vector<SegmentInfo> segments;
  std::vector<std::vector<int64_t>> device_traces;
  void* annotations[3];
  double garbage_collection_threshold;
  size_t max_split_size, pinned_num_register_threads;
  bool flags[8];
  std::string last_settings;
  std::vector<size_t> roundup;
};

// What is known of a segment holds together, or this is another class.
bool plausible(const SnapshotInfo& snapshot) {
  for (const SegmentInfo& segment : snapshot.segments) {
    size_t total = 0;
    for (const BlockInfo& block : segment.blocks) total += block.size;
    if (total != segment.total_size || segment.allocated_size > total) return false;
  }
  return true;
}

}  // namespace
}  // namespace jt

using jt::Results;

// How many segments; of each: device, address, total, requested, allocated and active size, stream, large, expandable,
// pool, how many blocks; of each: size, requested size, allocated, active.
int64_t jt_cuda_memory_snapshot(int64_t first, int64_t second) noexcept {
  JT_TRY("memory_snapshot", &c10::cuda::CUDACachingAllocator::allocator)
  jt::MempoolId pool(static_cast<uint64_t>(first), static_cast<uint64_t>(second));
  int with_flag = jt::slot_of(JT_PLUGGABLE(8snapshotESt4pairIyyEb));
  jt::Filled filled = with_flag >= 0
                          ? jt::Filled(jt::allocator(), with_flag, pool, false)
                          : jt::Filled(jt::allocator(), jt::slot_of(JT_PLUGGABLE(8snapshotESt4pairIyyE)), pool);
  if (filled.size() * sizeof(int64_t) < sizeof(jt::SnapshotInfo))
    jt::throw_not_implemented("what a snapshot of libtorch " + jt::libtorch_version() + " holds is not known");
  auto& snapshot = *reinterpret_cast<jt::SnapshotInfo*>(filled.words());
  if (!jt::plausible(snapshot))
    jt::throw_not_implemented("what a snapshot of libtorch " + jt::libtorch_version() + " holds is not known");
  Results results;
  results.add(static_cast<int64_t>(snapshot.segments.size()));
  for (const jt::SegmentInfo& segment : snapshot.segments) {
    results.add(int64_t{segment.device});
    for (size_t size : {segment.address, segment.total_size, segment.requested_size, segment.allocated_size,
                        segment.active_size, reinterpret_cast<size_t>(segment.stream)})
      results.add(static_cast<int64_t>(size));
    results.add(segment.is_large).add(segment.is_expandable);
    results.add(static_cast<int64_t>(segment.pool.first)).add(static_cast<int64_t>(segment.pool.second));
    results.add(static_cast<int64_t>(segment.blocks.size()));
    for (const jt::BlockInfo& block : segment.blocks) {
      results.add(static_cast<int64_t>(block.size)).add(static_cast<int64_t>(block.requested_size));
      results.add(block.allocated).add(block.active);
    }
  }
  snapshot.~SnapshotInfo();
  return results.finish();
  JT_CATCH("memory_snapshot")
}

// ---- Allocators of the user's own. Its handle is the address of a shared_ptr.

int64_t jt_cuda_pluggable_allocator(int64_t allocate, int64_t release) noexcept {
  JT_TRY("CUDAPluggableAllocator", &torch::cuda::CUDAPluggableAllocator::createCustomAllocator)
  using torch::cuda::CUDAPluggableAllocator::Allocator;
  return reinterpret_cast<int64_t>(new Allocator(torch::cuda::CUDAPluggableAllocator::createCustomAllocator(
      reinterpret_cast<void* (*)(size_t, int, CUstream_st*)>(allocate),
      reinterpret_cast<void (*)(void*, size_t, int, CUstream_st*)>(release))));
  JT_CATCH("CUDAPluggableAllocator")
}

int64_t jt_cuda_pluggable_allocator_free(int64_t allocator) noexcept {
  delete reinterpret_cast<torch::cuda::CUDAPluggableAllocator::Allocator*>(allocator);
  return 1;
}

int64_t jt_cuda_change_allocator(int64_t allocator) noexcept {
  JT_TRY("change_current_allocator", &torch::cuda::CUDAPluggableAllocator::changeCurrentAllocator)
  torch::cuda::CUDAPluggableAllocator::changeCurrentAllocator(
      *reinterpret_cast<torch::cuda::CUDAPluggableAllocator::Allocator*>(allocator));
  return 1;
  JT_CATCH("change_current_allocator")
}
