#pragma once

#include "engine/privacy/privacy_statement.hpp"

#include <string>

namespace replica {

/// The ledger as a page for whoever decides on a release.
std::string privacy_page(const PrivacyStatement& statement);

}  // namespace replica
