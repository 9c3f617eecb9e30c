// How the shim calls CUDA's caching allocators, whose functions are virtual.
//
// Where they are in an allocator's table differs between versions of libtorch. But libtorch exports a class
// (CUDAPluggableAllocator) that overrides them by functions with names: where such a function is found in that class's
// table is where it is in every allocator's, and its name says its parameters. What a returned class holds differs, too,
// and is told from its size, which shows when a library fills in memory that holds a pattern.
#pragma once

#include <iterator>
#include <new>

#include "cuda_shim.h"

namespace jt {

using at::cuda::MempoolId;

// Where a function is in the table of the class that overrides it; -1 if it is not there.
int slot_of(void (*function)());

// "2.13", for an error about what a version is not known to have.
std::string libtorch_version();

struct Slots {
  int initialized = slot_of(JT_PLUGGABLE(11initializedEv));
  int empty_cache = slot_of(JT_PLUGGABLE(10emptyCacheESt4pairIyyE));
  int stats = slot_of(JT_PLUGGABLE(14getDeviceStatsEa));
  int reset_accumulated = slot_of(JT_PLUGGABLE(21resetAccumulatedStatsEa));
  int reset_peak = slot_of(JT_PLUGGABLE(14resetPeakStatsEa));
  int allocate = slot_of(JT_PLUGGABLE(21raw_alloc_with_streamEmP11CUstream_st));
  int release = slot_of(JT_PLUGGABLE(10raw_deleteEPv));
  int fraction = slot_of(JT_PLUGGABLE(17getMemoryFractionEa));
  int set_fraction = slot_of(JT_PLUGGABLE(17setMemoryFractionEda));
  int begin_pool = slot_of(JT_PLUGGABLE(19beginAllocateToPoolEaSt4pairIyyESt8functionIFbP11CUstream_stEE));
  int end_pool = slot_of(JT_PLUGGABLE(17endAllocateToPoolEaSt4pairIyyE));
  int release_pool = slot_of(JT_PLUGGABLE(11releasePoolEaSt4pairIyyE));
  int name = slot_of(JT_PLUGGABLE(4nameB5cxx11Ev));
  // enable and isEnabled have no symbol there; they are declared between two that have.
  int enable = -1;
  int is_enabled = -1;
  // The host's allocator has the same base class, and goes on where that ends.
  bool known_base = slot_of(JT_PLUGGABLE(8allocateEm)) == 2 &&
                    slot_of(_ZNK5torch4cuda22CUDAPluggableAllocator22CUDAPluggableAllocator11raw_deleterEv) == 4 &&
                    initialized == 6;

  Slots();
};

const Slots& slots();

// Calls a virtual function by its place.
template <typename R, typename... A>
R call(void* object, int slot, A... arguments) {
  if (slot < 0)
    throw_not_implemented("where libtorch " + libtorch_version() + " keeps this function of its allocator is not known");
  auto function = (*static_cast<void***>(object))[slot];
  return reinterpret_cast<R (*)(void*, A...)>(function)(object, std::move(arguments)...);
}

// The allocator in use.
void* allocator();

// A class that is returned by address and that the compiler takes to hold what the callee leaves there.
struct Words {
  int64_t words[512];
  Words(const Words&) = delete;
  ~Words() {}
};

// What such a function returns, in words, and how many of them were filled in.
class Filled {
 public:
  template <typename... A>
  Filled(void* object, int slot, A... arguments) {
    for (int64_t& word : memory_) word = kPattern;
    asm volatile("" : : "r"(memory_) : "memory");
    new (memory_) Words(call<Words, A...>(object, slot, arguments...));
    asm volatile("" : : "r"(memory_) : "memory");
    size_ = std::size(memory_);
    while (size_ > 0 && memory_[size_ - 1] == kPattern) size_--;
  }
  size_t size() const { return size_; }
  int64_t* words() { return memory_; }

 private:
  static constexpr int64_t kPattern = 0x5ab1e5ab1e5ab1e5;
  alignas(64) int64_t memory_[512];
  size_t size_ = 0;
};

}  // namespace jt
