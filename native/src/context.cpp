// The process's settings and what the library says about itself.
#include "shim.h"

using jt::Results;

// Settings that are read come back with something added, because 0 is an error.

int64_t jt_deterministic() noexcept {
  JT_TRY("deterministic_algorithms", &at::globalContext)
  const at::Context& context = at::globalContext();
  return int64_t{context.deterministicAlgorithms()} | int64_t{context.deterministicAlgorithmsWarnOnly()} << 1 |
         int64_t{context.deterministicFillUninitializedMemory()} << 2 | 8;
  JT_CATCH("deterministic_algorithms")
}

int64_t jt_set_deterministic(int64_t enabled, int64_t warn_only) noexcept {
  JT_TRY("use_deterministic_algorithms", &at::globalContext)
  at::globalContext().setDeterministicAlgorithms(enabled != 0, warn_only != 0);
  return 1;
  JT_CATCH("use_deterministic_algorithms")
}

int64_t jt_set_fill_uninitialized(int64_t fill) noexcept {
  JT_TRY("fill_uninitialized_memory", &at::globalContext)
  at::globalContext().setDeterministicFillUninitializedMemory(fill != 0);
  return 1;
  JT_CATCH("fill_uninitialized_memory")
}

int64_t jt_matmul_precision() noexcept {
  JT_TRY("get_float32_matmul_precision", &at::globalContext)
  return static_cast<int64_t>(at::globalContext().float32MatmulPrecision()) + 1;
  JT_CATCH("get_float32_matmul_precision")
}

int64_t jt_set_matmul_precision(int64_t text, int64_t length) noexcept {
  JT_TRY("set_float32_matmul_precision", &at::globalContext)
  at::globalContext().setFloat32MatmulPrecision(std::string(jt::str(text, length)));
  return 1;
  JT_CATCH("set_float32_matmul_precision")
}

int64_t jt_set_flush_denormal(int64_t on) noexcept {
  JT_TRY("set_flush_denormal", &at::Context::setFlushDenormal)
  return int64_t{at::Context::setFlushDenormal(on != 0)} + 1;
  JT_CATCH("set_flush_denormal")
}

int64_t jt_get_num_threads() noexcept { return at::get_num_threads(); }

int64_t jt_set_num_threads(int64_t threads, int64_t blas) noexcept {
  JT_TRY("set_num_threads", &at::set_num_threads)
  at::set_num_threads(static_cast<int>(threads));
  if (blas != 0 && openblas_set_num_threads != nullptr) openblas_set_num_threads(static_cast<int>(threads));
  return 1;
  JT_CATCH("set_num_threads")
}

int64_t jt_get_num_interop_threads() noexcept {
  JT_TRY("get_num_interop_threads", &at::get_num_interop_threads)
  return static_cast<int64_t>(at::get_num_interop_threads()) + 1;
  JT_CATCH("get_num_interop_threads")
}

int64_t jt_set_num_interop_threads(int64_t threads) noexcept {
  JT_TRY("set_num_interop_threads", &at::set_num_interop_threads)
  at::set_num_interop_threads(static_cast<int>(threads));
  return 1;
  JT_CATCH("set_num_interop_threads")
}

int64_t jt_show_config() noexcept {
  JT_TRY("show_config", &at::show_config)
  return Results().add_string(at::show_config()).finish();
  JT_CATCH("show_config")
}

int64_t jt_parallel_info() noexcept {
  JT_TRY("parallel_info", &at::get_parallel_info)
  return Results().add_string(at::get_parallel_info()).finish();
  JT_CATCH("parallel_info")
}

// Autocast, a setting of the thread.

int64_t jt_autocast_enabled(int64_t device) noexcept {
  JT_TRY("is_autocast_enabled", &at::autocast::is_autocast_enabled)
  return int64_t{at::autocast::is_autocast_enabled(static_cast<c10::DeviceType>(device))} + 1;
  JT_CATCH("is_autocast_enabled")
}

int64_t jt_set_autocast_enabled(int64_t device, int64_t enabled) noexcept {
  JT_TRY("set_autocast_enabled", &at::autocast::set_autocast_enabled)
  at::autocast::set_autocast_enabled(static_cast<c10::DeviceType>(device), enabled != 0);
  return 1;
  JT_CATCH("set_autocast_enabled")
}

int64_t jt_autocast_dtype(int64_t device) noexcept {
  JT_TRY("get_autocast_dtype", &at::autocast::get_autocast_dtype)
  return static_cast<int64_t>(at::autocast::get_autocast_dtype(static_cast<c10::DeviceType>(device))) + 1;
  JT_CATCH("get_autocast_dtype")
}

int64_t jt_set_autocast_dtype(int64_t device, int64_t dtype) noexcept {
  JT_TRY("set_autocast_dtype", &at::autocast::set_autocast_dtype)
  at::autocast::set_autocast_dtype(static_cast<c10::DeviceType>(device), static_cast<c10::ScalarType>(dtype));
  return 1;
  JT_CATCH("set_autocast_dtype")
}

int64_t jt_autocast_cache_enabled() noexcept {
  JT_TRY("is_autocast_cache_enabled", &at::autocast::is_autocast_cache_enabled)
  return int64_t{at::autocast::is_autocast_cache_enabled()} + 1;
  JT_CATCH("is_autocast_cache_enabled")
}

int64_t jt_set_autocast_cache_enabled(int64_t enabled) noexcept {
  JT_TRY("set_autocast_cache_enabled", &at::autocast::set_autocast_cache_enabled)
  at::autocast::set_autocast_cache_enabled(enabled != 0);
  return 1;
  JT_CATCH("set_autocast_cache_enabled")
}

// Enters a nesting, or leaves one; gives how many are entered then, and one more.
int64_t jt_autocast_nesting(int64_t enter) noexcept {
  JT_TRY("autocast_nesting", &at::autocast::increment_nesting)
  return int64_t{enter != 0 ? at::autocast::increment_nesting() : at::autocast::decrement_nesting()} + 1;
  JT_CATCH("autocast_nesting")
}

int64_t jt_clear_autocast_cache() noexcept {
  JT_TRY("clear_autocast_cache", &at::autocast::clear_cache)
  at::autocast::clear_cache();
  return 1;
  JT_CATCH("clear_autocast_cache")
}
