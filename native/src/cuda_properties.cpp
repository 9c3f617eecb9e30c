// What CUDA says about its devices.
#include <cstring>

#include "shim.h"

namespace {

// Of CUDA's cudaDeviceProp, whose rest differs from version to version; the driver's attributes say that rest.
struct DevicePropertiesStart {
  char name[256];
  char uuid[16];
  char luid[8];
  unsigned int luid_device_node_mask;
  size_t total_global_memory;
};

// The driver's numbers of the attributes, in the order of torch.cuda.DeviceProperties.
constexpr int kAttributes[] = {
    75,  // compute capability, major
    76,  // compute capability, minor
    16,  // multiprocessors
    18,  // integrated
    84,  // board of several
    39,  // threads of a multiprocessor
    1,   // threads of a block
    10,  // threads of a warp
    82,  // registers of a multiprocessor
    8,   // shared memory of a block
    97,  // shared memory of a block that asks for it
    81,  // shared memory of a multiprocessor
    38,  // L2 cache
    33,  // PCI bus
    34,  // PCI device
    50,  // PCI domain
    13,  // clock
    36,  // clock of the memory
    37,  // width of the memory's bus
};

}  // namespace

// The name, the 16 bytes of the identifier, the bytes of memory, and the attributes.
int64_t jt_cuda_device_properties(int64_t device) noexcept {
  JT_TRY("get_device_properties", &at::cuda::getDeviceProperties)
  if (cudaDeviceGetAttribute == nullptr) return jt::missing("get_device_properties");
  auto* start = static_cast<const DevicePropertiesStart*>(at::cuda::getDeviceProperties(static_cast<int8_t>(device)));
  int64_t uuid[2];
  std::memcpy(uuid, start->uuid, sizeof uuid);
  jt::Results results;
  results.add_string(std::string(start->name, strnlen(start->name, sizeof start->name)));
  results.add(uuid[0]).add(uuid[1]).add(static_cast<int64_t>(start->total_global_memory));
  for (int attribute : kAttributes) {
    int value = 0;
    // One that this version of CUDA does not know is 0.
    if (cudaDeviceGetAttribute(&value, attribute, static_cast<int>(device)) != 0) value = 0;
    results.add(int64_t{value});
  }
  return results.finish();
  JT_CATCH("get_device_properties")
}
