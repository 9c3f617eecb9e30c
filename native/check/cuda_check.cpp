// Holds what cuda_abi.h and its users take to be so to libtorch's own headers for CUDA. Built by hand where they and
// CUDA's are at hand (the last two flags are for headers without their library):
//   c++ -std=c++20 -I $TORCH/include -I $CUDA/include cuda_check.cpp -o cuda_check -DC10_CUDA_NO_CMAKE_CONFIGURE_FILE
//     -Wl,--unresolved-symbols=ignore-all && ./cuda_check
//
// Seen with the headers of 2.13.0 and 2.14.1. Known of older ones from their sources: DeviceStats has neither
// num_oom_rejections nor the pools' map before they came (976 bytes), which the shim tells from the size; CUDAGraph and
// MemPool were smaller; HostAllocator's functions up to reset_peak_stats are in the same places.
#include <ATen/core/CachingHostAllocator.h>
#include <ATen/cuda/CUDAGraph.h>
#include <ATen/cuda/MemPool.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAStream.h>

#include <cstdio>
#include <cstring>

using c10::CachingDeviceAllocator::DeviceStats;

static_assert(sizeof(at::cuda::CUDAGraph) <= 4096 && alignof(at::cuda::CUDAGraph) <= 64);
static_assert(sizeof(at::cuda::MemPool) <= 512 && alignof(at::cuda::MemPool) <= 64);

static_assert(sizeof(c10::cuda::CUDAStream) == 16 && alignof(c10::cuda::CUDAStream) == 8);
static_assert(std::is_trivially_copyable_v<c10::cuda::CUDAStream> &&
              std::is_trivially_destructible_v<c10::cuda::CUDAStream>);
static_assert(sizeof(c10::Stream) == 16 && std::is_trivially_copyable_v<c10::Stream>);
static_assert(std::is_same_v<c10::MempoolId_t, std::pair<unsigned long long, unsigned long long>>);
static_assert(sizeof(c10::cuda::WarningState) == sizeof(int));
static_assert(sizeof(std::atomic<void*>) == sizeof(void*));

// 9 arrays of 3 statistics of 4 words; 2 counts, 2 statistics, 4 or 5 counts; the pools' map behind reserved_bytes.
using Map = decltype(DeviceStats::reserved_bytes_by_private_pools);
static_assert(sizeof(c10::CachingAllocator::StatArray) == 96);
static_assert(sizeof(Map) == 32);
static_assert(sizeof(DeviceStats) == 9 * 96 + (2 + 2 * 4 + 5) * 8 + sizeof(Map));
static_assert(offsetof(DeviceStats, reserved_bytes_by_private_pools) == 6 * 96);
static_assert(offsetof(DeviceStats, active_bytes) == 6 * 96 + sizeof(Map));
static_assert(offsetof(DeviceStats, num_alloc_retries) == 9 * 96 + sizeof(Map));
static_assert(offsetof(DeviceStats, num_oom_rejections) == sizeof(DeviceStats) - 16);
static_assert(offsetof(DeviceStats, max_split_size) == sizeof(DeviceStats) - 8);
using Entry = ska::detailv3::sherwood_v3_entry<std::pair<c10::MempoolId_t, c10::CachingAllocator::StatArray>>;
static_assert(sizeof(Entry) == 120 && offsetof(Entry, value) == 8);

static_assert(sizeof(at::HostStats) == (4 * 4 + 2 * 4 + 2 + 3) * 8);
static_assert(offsetof(at::HostStats, active_requests) == 0 && offsetof(at::HostStats, active_bytes) == 32);
static_assert(offsetof(at::HostStats, allocations) == 64 && offsetof(at::HostStats, allocated_bytes) == 96);
static_assert(offsetof(at::HostStats, host_alloc_time) == 128 && offsetof(at::HostStats, host_free_time) == 160);
static_assert(offsetof(at::HostStats, num_host_alloc) == 192 && offsetof(at::HostStats, bucket_allocation) == 208);

// The functions that are called by name, with the types that make their symbols.
using c10::cuda::CUDAStream;
static_assert(std::is_same_v<decltype(&c10::cuda::current_device), int8_t (*)()>);
static_assert(std::is_same_v<decltype(&c10::cuda::set_device), void (*)(int8_t, bool)>);
static_assert(std::is_same_v<decltype(&c10::cuda::ExchangeDevice), int8_t (*)(int8_t)>);
static_assert(std::is_same_v<decltype(&c10::cuda::MaybeExchangeDevice), int8_t (*)(int8_t)>);
static_assert(std::is_same_v<decltype(&c10::cuda::hasPrimaryContext), bool (*)(int8_t)>);
static_assert(std::is_same_v<decltype(&c10::cuda::getStreamFromExternal), CUDAStream (*)(cudaStream_t, int8_t)>);
static_assert(std::is_same_v<decltype(&c10::cuda::getCurrentCUDAStream), CUDAStream (*)(int8_t)>);
static_assert(std::is_same_v<decltype(&c10::cuda::getDefaultCUDAStream), CUDAStream (*)(int8_t)>);
static_assert(std::is_same_v<decltype(&c10::cuda::setCurrentCUDAStream), void (*)(CUDAStream)>);
static_assert(std::is_same_v<decltype(static_cast<CUDAStream (*)(int, int8_t)>(&c10::cuda::getStreamFromPool)),
                             CUDAStream (*)(int, int8_t)>);
static_assert(std::is_same_v<decltype(&at::cuda::graph_pool_handle), c10::MempoolId_t (*)()>);
static_assert(std::is_same_v<decltype(&at::cuda::CUDAGraph::capture_begin),
                             void (at::cuda::CUDAGraph::*)(c10::MempoolId_t, cudaStreamCaptureMode)>);
static_assert(std::is_same_v<decltype(&at::cuda::CUDAGraph::pool), c10::MempoolId_t (at::cuda::CUDAGraph::*)()>);
static_assert(std::is_constructible_v<at::cuda::CUDAGraph, bool>);
static_assert(std::is_same_v<decltype(&at::cuda::MemPool::id), c10::MempoolId_t (at::cuda::MemPool::*)()>);
static_assert(std::is_same_v<decltype(&at::cuda::MemPool::use_count), int (at::cuda::MemPool::*)()>);
static_assert(std::is_constructible_v<at::cuda::MemPool,
                                      std::shared_ptr<c10::cuda::CUDACachingAllocator::CUDAAllocator>, bool, bool, bool>);

// Where a virtual function is in the table: what a pointer to it holds.
template <typename Member>
int slot(Member member) {
  long word;
  std::memcpy(&word, &member, sizeof word);
  return static_cast<int>((word - 1) / 8);
}

int main() {
  struct {
    const char* name;
    int found, expected;
  } slots[] = {{"record_event", slot(&at::HostAllocator::record_event), 6},
               {"empty_cache", slot(&at::HostAllocator::empty_cache), 7},
               {"get_stats", slot(&at::HostAllocator::get_stats), 8},
               {"reset_accumulated_stats", slot(&at::HostAllocator::reset_accumulated_stats), 9},
               {"reset_peak_stats", slot(&at::HostAllocator::reset_peak_stats), 10},
               {"initialized", slot(&c10::DeviceAllocator::initialized), 6},
               {"allocate", slot(&c10::Allocator::allocate), 2},
               {"isEnabled behind enable", slot(&c10::cuda::CUDACachingAllocator::CUDAAllocator::isEnabled),
                slot(&c10::cuda::CUDACachingAllocator::CUDAAllocator::enable) + 1},
               {"enable behind getExpandableSegmentSizes", slot(&c10::cuda::CUDACachingAllocator::CUDAAllocator::enable),
                slot(&c10::cuda::CUDACachingAllocator::CUDAAllocator::getExpandableSegmentSizes) + 1},
               {"cacheInfo behind isEnabled", slot(&c10::cuda::CUDACachingAllocator::CUDAAllocator::cacheInfo),
                slot(&c10::cuda::CUDACachingAllocator::CUDAAllocator::isEnabled) + 1}};
  int wrong = 0;
  for (auto& each : slots) {
    if (each.found == each.expected) continue;
    std::printf("%s is in place %d, not %d\n", each.name, each.found, each.expected);
    wrong++;
  }
  std::printf("CUDAGraph %zu, MemPool %zu, DeviceStats %zu, HostStats %zu bytes\n", sizeof(at::cuda::CUDAGraph),
              sizeof(at::cuda::MemPool), sizeof(DeviceStats), sizeof(at::HostStats));
  return wrong;
}
