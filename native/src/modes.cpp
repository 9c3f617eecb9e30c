// A thread's autograd settings: grad mode, inference mode, and the flags that libtorch sets in inlined code only.
#include <array>
#include <stdexcept>
#include <thread>

#include "shim.h"

namespace jt {
namespace {

// AutogradState packs its flags into the bits of one byte, behind a member whose size differs between versions. Where
// that byte is is found by switching grad mode, its first bit, and looking.
struct FlagByte {
  unsigned char* byte = nullptr;
  unsigned char first = 0;  // the bit of grad mode

  bool get(int flag) const { return (*byte & (first << flag)) != 0; }
  void set(int flag, bool on) const {
    auto bit = static_cast<unsigned char>(first << flag);
    *byte = static_cast<unsigned char>(on ? *byte | bit : *byte & ~bit);
  }
};

enum Flag { kGradMode, kInferenceMode, kForwardGradMode, kMultithreading, kViewReplay };

[[noreturn]] void unknown(const char* what) {
  throw std::runtime_error(std::string(what) + " is not where this libtorch was expected to keep it");
}

FlagByte find_flags() {
  auto* state = reinterpret_cast<unsigned char*>(&c10::AutogradState::get_tls_state());
  bool was = c10::GradMode::is_enabled();
  unsigned char before[32];
  FlagByte found;
  for (int i = 0; i < 32; i++) before[i] = state[i];
  c10::GradMode::set_enabled(!was);
  for (int i = 0; i < 32; i++) {
    auto changed = static_cast<unsigned char>(before[i] ^ state[i]);
    if (changed != 0 && (changed & (changed - 1)) == 0 && changed < 0x10) found = {state + i, changed};
  }
  c10::GradMode::set_enabled(was);
  if (found.byte == nullptr) unknown("inference mode");
  bool inference = c10::InferenceMode::is_enabled();
  found.set(kInferenceMode, !inference);
  bool switched = c10::InferenceMode::is_enabled() != inference;
  found.set(kInferenceMode, inference);
  if (!switched) unknown("inference mode");
  return found;
}

const FlagByte& flags() {
  thread_local const FlagByte found = find_flags();
  return found;
}

// Nothing exported reads the flags behind inference mode, so they are held to what a new thread starts with.
bool starts_as_expected() {
  bool expected = false;
  std::exception_ptr thrown;
  std::thread fresh([&] {
    try {
      const FlagByte& found = flags();
      expected = found.get(kGradMode) && !found.get(kInferenceMode) && found.get(kForwardGradMode) &&
                 found.get(kMultithreading) && !found.get(kViewReplay);
    } catch (...) {
      thrown = std::current_exception();
    }
  });
  fresh.join();
  if (thrown) std::rethrow_exception(thrown);
  return expected;
}

int known(int64_t flag) {
  static const bool expected = starts_as_expected();
  if (!expected || flag < kForwardGradMode || flag > kViewReplay) unknown("this flag of autograd");
  return static_cast<int>(flag);
}

}  // namespace
}  // namespace jt

int64_t jt_is_grad_enabled() noexcept { return c10::GradMode::is_enabled(); }

int64_t jt_set_grad_enabled(int64_t enabled) noexcept {
  c10::GradMode::set_enabled(enabled != 0);
  return 1;
}

int64_t jt_is_inference_mode() noexcept { return c10::InferenceMode::is_enabled(); }

// What c10::InferenceMode's constructor does, for this thread.
int64_t jt_set_inference_mode(int64_t enabled) noexcept {
  JT_TRY("inference_mode", &c10::parseDispatchKey)
  const jt::FlagByte& flags = jt::flags();
  bool on = enabled != 0;
  c10::impl::tls_set_dispatch_key_included(c10::parseDispatchKey("ADInplaceOrView"), !on);
  for (const char* key : {"AutogradFunctionality", "AutogradOther", "AutogradNestedTensor"})
    c10::impl::tls_set_dispatch_key_excluded(c10::parseDispatchKey(key), on);
  c10::GradMode::set_enabled(!on);
  flags.set(jt::kInferenceMode, on);
  return 1;
  JT_CATCH("inference_mode")
}

// A flag by its place behind grad mode: 2 forward mode, 3 multithreading, 4 view replay; 2 for on, 1 for off.
int64_t jt_autograd_flag(int64_t flag) noexcept {
  JT_TRY("autograd", &c10::AutogradState::get_tls_state)
  return jt::flags().get(jt::known(flag)) ? 2 : 1;
  JT_CATCH("autograd")
}

int64_t jt_set_autograd_flag(int64_t flag, int64_t on) noexcept {
  JT_TRY("autograd", &c10::AutogradState::get_tls_state)
  jt::flags().set(jt::known(flag), on != 0);
  return 1;
  JT_CATCH("autograd")
}

// 1, plus 2 where anomalies are detected, plus 4 where NaNs are looked for; of the whole process.
int64_t jt_anomaly_mode() noexcept {
  JT_TRY("detect_anomaly", &torch::autograd::AnomalyMode::_enabled)
  return 1 + (torch::autograd::AnomalyMode::_enabled ? 2 : 0) + (torch::autograd::AnomalyMode::_check_nan ? 4 : 0);
  JT_CATCH("detect_anomaly")
}

int64_t jt_set_anomaly_mode(int64_t enabled, int64_t check_nan) noexcept {
  JT_TRY("detect_anomaly", &torch::autograd::AnomalyMode::_enabled)
  torch::autograd::AnomalyMode::_enabled = enabled != 0;
  torch::autograd::AnomalyMode::_check_nan = check_nan != 0;
  return 1;
  JT_CATCH("detect_anomaly")
}

int64_t jt_kineto_available() noexcept { return &libkineto::ConfigLoader::instance != nullptr; }
