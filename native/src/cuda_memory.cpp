// CUDA's caching allocators, of the device and of pinned memory: setting them up, and what they count.
#include "cuda_allocator.h"

#include <cstring>
#include <stdexcept>
#include <thread>

namespace jt {
namespace {

constexpr int kSlots = 96;  // more than any version has

}  // namespace

int slot_of(void (*function)()) {
  if (function == nullptr || _ZTVN5torch4cuda22CUDAPluggableAllocator22CUDAPluggableAllocatorE == nullptr) return -1;
  void* const* functions = _ZTVN5torch4cuda22CUDAPluggableAllocator22CUDAPluggableAllocatorE + 2;
  for (int i = 0; i < kSlots; i++) {
    if (functions[i] == reinterpret_cast<void*>(function)) return i;
  }
  return -1;
}

Slots::Slots() {
  int before = slot_of(JT_PLUGGABLE(25getExpandableSegmentSizesEa));
  int after = slot_of(JT_PLUGGABLE(9cacheInfoEaPm));
  if (before >= 0 && after == before + 3) {
    enable = before + 1;
    is_enabled = before + 2;
  }
}

const Slots& slots() {
  static const Slots found;
  return found;
}

void* allocator() {
  void* object = c10::cuda::CUDACachingAllocator::allocator;
  if (object == nullptr) throw std::runtime_error("libtorch has set up no allocator for CUDA");
  return object;
}

std::string libtorch_version() {
  uint64_t version = aoti_torch_abi_version();
  return std::to_string(version >> 56) + "." + std::to_string(version >> 48 & 0xff);
}

namespace {

// A map from pools to statistics inside of the statistics: ska::flat_hash_map<MempoolId_t, StatArray>.
struct PoolMap {
  struct Entry {
    int8_t distance;  // -1 is empty
    MempoolId pool;
    int64_t words[12];
  };
  Entry* entries;
  uint64_t slots_minus_one;
  int8_t policy;
  int8_t max_lookups;
  float max_load;
  uint64_t elements;
};
static_assert(sizeof(PoolMap) == 32 && sizeof(PoolMap::Entry) == 120);

constexpr size_t kArray = 12;        // words of a StatArray
constexpr size_t kMap = sizeof(PoolMap) / sizeof(int64_t);
constexpr size_t kPlain = 9 * kArray + 2 + 2 * 4 + 4;  // words of the statistics without rejections and pools

void add_words(Results& results, const int64_t* words, size_t count) {
  for (size_t i = 0; i < count; i++) results.add(words[i]);
}

}  // namespace
}  // namespace jt

using jt::Results;

// What the allocator calls itself: "native" or "cudaMallocAsync".
int64_t jt_cuda_allocator_name() noexcept {
  JT_TRY("get_allocator_backend", &c10::cuda::CUDACachingAllocator::allocator)
  return Results().add_string(jt::call<std::string>(jt::allocator(), jt::slots().name)).finish();
  JT_CATCH("get_allocator_backend")
}

int64_t jt_cuda_allocator_initialized() noexcept {
  JT_TRY("is_initialized", &c10::cuda::CUDACachingAllocator::allocator)
  return Results().add(jt::call<bool>(jt::allocator(), jt::slots().initialized)).finish();
  JT_CATCH("is_initialized")
}

int64_t jt_cuda_empty_cache() noexcept {
  JT_TRY("empty_cache", &c10::cuda::CUDACachingAllocator::allocator)
  jt::call<void>(jt::allocator(), jt::slots().empty_cache, jt::MempoolId{0, 0});
  return 1;
  JT_CATCH("empty_cache")
}

// The nine arrays of statistics in the order of the struct, without the pools'; num_alloc_retries, num_ooms, the two
// oversize statistics, num_sync_all_streams, num_device_alloc, num_device_free, num_oom_rejections (-1 if it is not
// counted), max_split_size; how many pools (-1 if they are not counted); for each its id and its array.
int64_t jt_cuda_memory_stats(int64_t device) noexcept {
  JT_TRY("memory_stats", &c10::cuda::CUDACachingAllocator::allocator)
  jt::Filled stats(jt::allocator(), jt::slots().stats, jt::cuda_index(device));
  bool pools = stats.size() >= jt::kPlain + jt::kMap;
  size_t size = pools ? stats.size() - jt::kMap : stats.size();
  if (size != jt::kPlain && size != jt::kPlain + 1)
    jt::throw_not_implemented("what the " + std::to_string(stats.size()) + " words of statistics of libtorch " +
                              jt::libtorch_version() + " hold is not known");
  const int64_t* word = stats.words();
  Results results;
  jt::add_words(results, word, 6 * jt::kArray);
  word += 6 * jt::kArray;
  jt::PoolMap map{};
  if (pools) {
    std::memcpy(&map, word, sizeof map);
    word += jt::kMap;
  }
  jt::add_words(results, word, 3 * jt::kArray + 2 + 2 * 4 + 3);
  word += 3 * jt::kArray + 2 + 2 * 4 + 3;
  results.add(size == jt::kPlain ? int64_t{-1} : *word++).add(*word);
  results.add(pools ? static_cast<int64_t>(map.elements) : int64_t{-1});
  if (map.slots_minus_one != 0) {
    uint64_t end = map.slots_minus_one + static_cast<uint64_t>(map.max_lookups);
    for (uint64_t i = 0; i < end; i++) {
      const jt::PoolMap::Entry& entry = map.entries[i];
      if (entry.distance < 0) continue;
      results.add(static_cast<int64_t>(entry.pool.first)).add(static_cast<int64_t>(entry.pool.second));
      jt::add_words(results, entry.words, jt::kArray);
    }
    ::operator delete(map.entries);
  }
  return results.finish();
  JT_CATCH("memory_stats")
}

int64_t jt_cuda_reset_accumulated_stats(int64_t device) noexcept {
  JT_TRY("reset_accumulated_memory_stats", &c10::cuda::CUDACachingAllocator::allocator)
  jt::call<void>(jt::allocator(), jt::slots().reset_accumulated, jt::cuda_index(device));
  return 1;
  JT_CATCH("reset_accumulated_memory_stats")
}

int64_t jt_cuda_reset_peak_stats(int64_t device) noexcept {
  JT_TRY("reset_peak_memory_stats", &c10::cuda::CUDACachingAllocator::allocator)
  jt::call<void>(jt::allocator(), jt::slots().reset_peak, jt::cuda_index(device));
  return 1;
  JT_CATCH("reset_peak_memory_stats")
}

int64_t jt_cuda_memory_fraction(int64_t device) noexcept {
  JT_TRY("get_per_process_memory_fraction", &c10::cuda::CUDACachingAllocator::allocator)
  return Results().add(jt::call<double>(jt::allocator(), jt::slots().fraction, jt::cuda_index(device))).finish();
  JT_CATCH("get_per_process_memory_fraction")
}

int64_t jt_cuda_set_memory_fraction(int64_t bits, int64_t device) noexcept {
  JT_TRY("set_per_process_memory_fraction", &c10::cuda::CUDACachingAllocator::allocator)
  double fraction;
  std::memcpy(&fraction, &bits, sizeof fraction);
  jt::call<void>(jt::allocator(), jt::slots().set_fraction, fraction, jt::cuda_index(device));
  return 1;
  JT_CATCH("set_per_process_memory_fraction")
}

int64_t jt_cuda_mem_get_info(int64_t device) noexcept {
  JT_TRY("mem_get_info", &cudaMemGetInfo)
  jt::CudaGuard guard(jt::cuda_index(device));
  size_t free = 0, total = 0;
  jt::cuda_check(cudaMemGetInfo(&free, &total));
  return Results().add(static_cast<int64_t>(free)).add(static_cast<int64_t>(total)).finish();
  JT_CATCH("mem_get_info")
}

int64_t jt_cuda_alloc(int64_t bytes, int64_t stream, int64_t device) noexcept {
  JT_TRY("caching_allocator_alloc", &c10::cuda::CUDACachingAllocator::allocator)
  jt::CudaGuard guard(jt::cuda_index(device));
  void* memory = jt::call<void*>(jt::allocator(), jt::slots().allocate, static_cast<size_t>(bytes),
                                 reinterpret_cast<CUstream_st*>(stream));
  return Results().add(reinterpret_cast<int64_t>(memory)).finish();
  JT_CATCH("caching_allocator_alloc")
}

int64_t jt_cuda_delete(int64_t memory) noexcept {
  JT_TRY("caching_allocator_delete", &c10::cuda::CUDACachingAllocator::allocator)
  jt::call<void>(jt::allocator(), jt::slots().release, reinterpret_cast<void*>(memory));
  return 1;
  JT_CATCH("caching_allocator_delete")
}

// Whether the allocator keeps what is freed; a negative argument only asks. The result is what was before.
int64_t jt_cuda_allocator_enable(int64_t enable) noexcept {
  JT_TRY("caching_allocator_enable", &c10::cuda::CUDACachingAllocator::allocator)
  bool before = jt::call<bool>(jt::allocator(), jt::slots().is_enabled);
  if (enable >= 0) jt::call<void>(jt::allocator(), jt::slots().enable, enable != 0);
  return Results().add(before).finish();
  JT_CATCH("caching_allocator_enable")
}

// This thread's allocations go to a pool from now on.
int64_t jt_cuda_begin_pool(int64_t device, int64_t first, int64_t second) noexcept {
  JT_TRY("use_mem_pool", &c10::cuda::CUDACachingAllocator::allocator)
  std::thread::id thread = std::this_thread::get_id();
  std::function<bool(CUstream_st*)> filter = [thread](CUstream_st*) { return std::this_thread::get_id() == thread; };
  jt::call<void>(jt::allocator(), jt::slots().begin_pool, jt::cuda_index(device),
                 jt::MempoolId(static_cast<uint64_t>(first), static_cast<uint64_t>(second)), std::move(filter));
  return 1;
  JT_CATCH("use_mem_pool")
}

// Ends that, and gives up the hold on the pool that it took.
int64_t jt_cuda_end_pool(int64_t device, int64_t first, int64_t second) noexcept {
  JT_TRY("use_mem_pool", &c10::cuda::CUDACachingAllocator::allocator)
  jt::MempoolId pool(static_cast<uint64_t>(first), static_cast<uint64_t>(second));
  jt::call<void>(jt::allocator(), jt::slots().end_pool, jt::cuda_index(device), pool);
  jt::call<void>(jt::allocator(), jt::slots().release_pool, jt::cuda_index(device), pool);
  return 1;
  JT_CATCH("use_mem_pool")
}

// ---- Pinned memory

namespace jt {
namespace {

// In the order of the class, behind the six functions of its base: the same from 2.10 to 2.14.
enum HostSlot { kHostEmptyCache = 7, kHostStats = 8, kHostResetAccumulated = 9, kHostResetPeak = 10 };

// Four statistics, two durations (total, max, min, count), two counts and a vector of counts.
constexpr size_t kHostWords = 4 * 4 + 2 * 4 + 2 + 3;

void* host_allocator() {
  uint64_t minor = aoti_torch_abi_version() >> 48 & 0xff;
  if (!slots().known_base || minor > 14)
    throw_not_implemented("where libtorch " + libtorch_version() +
                          " keeps the functions of its pinned memory is not known");
  void* object = at::getHostAllocator(static_cast<c10::DeviceType>(1));
  if (object == nullptr) throw std::runtime_error("libtorch has set up no allocator for pinned memory");
  return object;
}

}  // namespace
}  // namespace jt

int64_t jt_cuda_host_memory_stats() noexcept {
  JT_TRY("host_memory_stats", &at::getHostAllocator)
  jt::Filled stats(jt::host_allocator(), jt::kHostStats);
  if (stats.size() != jt::kHostWords)
    jt::throw_not_implemented("what the " + std::to_string(stats.size()) + " words of statistics of libtorch " +
                              jt::libtorch_version() + " hold is not known");
  Results results;
  jt::add_words(results, stats.words(), jt::kHostWords - 3);
  ::operator delete(reinterpret_cast<void*>(stats.words()[jt::kHostWords - 3]));  // the vector's
  return results.finish();
  JT_CATCH("host_memory_stats")
}

int64_t jt_cuda_host_empty_cache() noexcept {
  JT_TRY("host_empty_cache", &at::getHostAllocator)
  if (at::accelerator::emptyHostCache != nullptr) {
    at::accelerator::emptyHostCache();
  } else {
    jt::call<void>(jt::host_allocator(), jt::kHostEmptyCache);
  }
  return 1;
  JT_CATCH("host_empty_cache")
}

int64_t jt_cuda_reset_host_stats(int64_t peak) noexcept {
  JT_TRY("reset_host_memory_stats", &at::getHostAllocator)
  jt::call<void>(jt::host_allocator(), peak != 0 ? jt::kHostResetPeak : jt::kHostResetAccumulated);
  return 1;
  JT_CATCH("reset_host_memory_stats")
}
