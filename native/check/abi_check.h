// What the generated signatures.cpp tells abi_check.cpp.
#pragma once

#include <cstddef>

struct OperatorFound {
  const char* name;
  bool found;
};
extern const OperatorFound operators_found[];
extern const std::size_t operators_count;
